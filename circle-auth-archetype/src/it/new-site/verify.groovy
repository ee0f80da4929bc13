import java.util.zip.ZipFile

File site = new File(basedir, 'my-community')

// Its tests ran.
['FeedTest': 3, 'DemoUsersTest': 2].each { name, count ->
    String report = new File(site, "target/surefire-reports/TEST-com.example.${name}.xml").text
    assert report.contains("tests=\"${count}\"") && report.contains('errors="0"') && report.contains('failures="0"')
}

// The WAR bundles the library and HttpClient, and nothing else.
List<String> bundled = new File(basedir, '../../../../circle-auth-jakarta/src/test/resources/bundled-libraries.txt').readLines()
List<String> libraries = []
new ZipFile(new File(site, 'target/my-community.war')).withCloseable { war ->
    libraries = war.entries().findAll { it.name.startsWith('WEB-INF/lib/') && !it.directory }.collect { it.name - 'WEB-INF/lib/' }
}
assert libraries.collect { it.replaceFirst(/-\d.*/, '') }.sort() == bundled.sort()

// The library's jar doesn't have the time of its build, so that the next build makes the same one.
File artifact = new File(basedir, '../../it-repository/io/github/circleauth/circle-auth-jakarta')
artifact.eachFileRecurse { file ->
    if (file.name.endsWith('.jar')) {
        new ZipFile(file).withCloseable { jar -> assert jar.entries().collect { it.time }.unique().size() == 1 }
    }
}

// No placeholder is left, neither the archetype's nor the build's.
site.eachFileRecurse { file ->
    if (file.file && !file.path.contains('target') && file.name =~ /\.(java|md|xml|html)$/) {
        assert !(file.text =~ /\$\{(package|artifactId|groupId|version)}|@\{/) : file
    }
}
true
