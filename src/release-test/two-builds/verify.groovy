import groovy.json.JsonSlurper
import java.security.MessageDigest

File sources = new File(basedir, '../../..')
File keys = new File(basedir, 'gnupg')

/** The deployed files by path, without Maven's own index and checksums. */
Map<String, File> deployed(File staging) {
    Map<String, File> files = new TreeMap<>()
    staging.eachFileRecurse { file ->
        if (file.file && !(file.name =~ /maven-metadata|\.(md5|sha1|sha256|sha512)$/)) {
            files[staging.toPath().relativize(file.toPath()).toString()] = file
        }
    }
    files
}

String checksum(File file) {
    MessageDigest.getInstance('SHA-256').digest(file.bytes).encodeHex().toString()
}

Map<String, File> one = deployed(new File(basedir, 'staging-one'))
Map<String, File> two = deployed(new File(basedir, 'staging-two'))
String version = one.keySet().find { it.contains('/circle-auth-bom/') }.split('/')[-2]

// Demanded by Maven Central: the pom, and the jar with sources and Javadoc; beside it the bill of materials.
List<String> expected = []
['circle-auth-parent', 'circle-auth-bom'].each { expected += ["${it}.pom", "${it}-cyclonedx.json"] }
['circle-auth-sandbox-server', 'circle-auth-jakarta', 'circle-auth-sandbox', 'circle-auth-archetype'].each { name ->
    expected += ['.pom', '.jar', '-sources.jar', '-javadoc.jar', '-cyclonedx.json'].collect { name + it }
}
expected += ['circle-auth-sandbox-standalone.jar']
List<String> artifacts = one.keySet().findAll { !it.endsWith('.asc') }.toList()
assert artifacts.collect { it.split('/')[-1].replace("-${version}", '') }.sort() == expected.sort()

// Each is signed.
try {
    artifacts.each { path ->
        File signature = one["${path}.asc" as String]
        if (!signature) throw new AssertionError("${path} has no signature" as Object)
        Process gpg = new ProcessBuilder('gpg', '--homedir', keys.path, '--verify', signature.path, one[path].path)
                .redirectErrorStream(true).start()
        String output = gpg.inputStream.text
        assert gpg.waitFor() == 0 : output
    }
} finally {
    new ProcessBuilder('gpgconf', '--homedir', keys.path, '--kill', 'gpg-agent').start().waitFor()
}

// The two builds are the same, byte by byte; signatures contain their time.
assert two.keySet() == one.keySet()
artifacts.each { path ->
    assert checksum(one[path]) == checksum(two[path]) : path
    println checksum(one[path]) + '  ' + path
}

// The library's bill of materials has the libraries of a WAR, and nothing else.
def bill = new JsonSlurper().parse(one.find { it.key.endsWith("circle-auth-jakarta-${version}-cyclonedx.json") }.value)
List<String> bundled = new File(sources, 'circle-auth-jakarta/src/test/resources/bundled-libraries.txt').readLines()
assert ([bill.metadata.component.name] + bill.components*.name).sort() == bundled.sort()
true
