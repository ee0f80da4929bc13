File sources = new File(basedir, '../../..')

String outputOf(File folder, String... command) {
    Process process = new ProcessBuilder(command).directory(folder).redirectErrorStream(true).start()
    String output = process.inputStream.text
    assert process.waitFor() == 0 : output
    output
}

// Two copies of Git's content, with the version of a release.
List<String> files = outputOf(sources, 'git', 'ls-files').readLines()
['one', 'two'].each { copy ->
    files.each { name ->
        File source = new File(sources, name)
        File target = new File(basedir, "${copy}/${name}")
        target.parentFile.mkdirs()
        target.bytes = source.bytes
        if (source.name == 'pom.xml') {
            target.text = target.text.replaceFirst('<version>([0-9.]+)-SNAPSHOT</version>', '<version>$1</version>')
        }
    }
}

// A key that is thrown away.
File keys = new File(basedir, 'gnupg')
keys.mkdirs()
outputOf(keys, 'chmod', '700', keys.path)
outputOf(keys, 'gpg', '--homedir', keys.path, '--batch', '--passphrase', '', '--quick-generate-key', 'nobody@example.com', 'rsa2048', 'sign', '1d')
true
