package io.github.circleauth.tomcat;

import org.jboss.arquillian.container.spi.ConfigurationException;
import org.jboss.arquillian.container.spi.client.container.ContainerConfiguration;

/** The properties of the container {@code tomcat} in {@code arquillian.xml}. */
public final class TomcatConfiguration implements ContainerConfiguration {

    private String home = "";
    private String log = "";
    private String httpPort = "";
    private String password = "";
    private String javaVmArguments = "";

    /** Returns the folder with the server's jars, and for its files. */
    public String getHome() {
        return home;
    }

    public void setHome(String home) {
        this.home = home;
    }

    public String getLog() {
        return log;
    }

    public void setLog(String log) {
        this.log = log;
    }

    public String getHttpPort() {
        return httpPort;
    }

    public void setHttpPort(String httpPort) {
        this.httpPort = httpPort;
    }

    /** Returns the password of all users. */
    public String getPassword() {
        return password;
    }

    public void setPassword(String password) {
        this.password = password;
    }

    public String getJavaVmArguments() {
        return javaVmArguments;
    }

    public void setJavaVmArguments(String javaVmArguments) {
        this.javaVmArguments = javaVmArguments;
    }

    @Override
    public void validate() {
        if (home.isEmpty() || log.isEmpty() || httpPort.isEmpty()) {
            throw new ConfigurationException("arquillian.xml needs home, log and httpPort.");
        }
    }
}
