// npm run --silent sbom: prints what is installed with the package as a bill of materials (CycloneDX).
import { npm, root } from "../test/support/packed.mts"
import { runtimeDependencies } from "./docs/licences.mts"

interface Bill {
  metadata: { component: { "bom-ref": string; name: string } }
  components: { "bom-ref": string }[]
  dependencies: { ref: string; dependsOn: string[] }[]
}

// Not with --omit=dev: npm then leaves out whatever some development tool depends on, too.
const bill: Bill = JSON.parse(npm(["sbom", "--package-lock-only", "--sbom-format=cyclonedx"], root))
const own = bill.metadata.component["bom-ref"]
const kept = new Set([own, ...runtimeDependencies().map(({ name, version }) => `${name}@${version}`)])

console.log(
  JSON.stringify(
    {
      ...bill,
      components: bill.components.filter((component) => kept.has(component["bom-ref"])),
      dependencies: bill.dependencies
        .filter(({ ref }) => kept.has(ref))
        .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((other) => kept.has(other)) })),
    },
    null,
    2,
  ),
)
