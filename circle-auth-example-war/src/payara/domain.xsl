<?xml version="1.0" encoding="UTF-8"?>
<!-- Payara's default domain, bound to the loopback address, with an offset to all ports, and without reports to the vendor. -->
<xsl:stylesheet xmlns:xsl="http://www.w3.org/1999/XSL/Transform" version="1.0">
  <xsl:param name="offset"/>
  <!-- For the tests: the sandbox's address and app token. -->
  <xsl:param name="base-url"/>
  <xsl:param name="api-token"/>
  <!-- The addresses of all nodes of a Hazelcast cluster. -->
  <xsl:param name="members"/>
  <!-- For the tests: the classes that this JVM may deserialize. -->
  <xsl:param name="serial-filter"/>
  <xsl:output method="xml" indent="no"/>

  <xsl:template match="@*|node()">
    <xsl:copy>
      <xsl:apply-templates select="@*|node()"/>
    </xsl:copy>
  </xsl:template>

  <xsl:template match="network-listener">
    <xsl:copy>
      <xsl:attribute name="address">127.0.0.1</xsl:attribute>
      <xsl:apply-templates select="@*|node()"/>
    </xsl:copy>
  </xsl:template>

  <xsl:template match="@address[. = '0.0.0.0']">
    <xsl:attribute name="address">127.0.0.1</xsl:attribute>
  </xsl:template>

  <xsl:template match="@port[number(.) = number(.)]">
    <xsl:attribute name="port">
      <xsl:value-of select=". + $offset"/>
    </xsl:attribute>
  </xsl:template>

  <xsl:template match="system-property[contains(@name, 'PORT')]/@value">
    <xsl:attribute name="value">
      <xsl:value-of select=". + $offset"/>
    </xsl:attribute>
  </xsl:template>

  <xsl:template match="hazelcast-runtime-configuration">
    <xsl:copy>
      <xsl:apply-templates select="@*"/>
      <xsl:attribute name="interface">127.0.0.1</xsl:attribute>
      <xsl:attribute name="das-bind-address">127.0.0.1</xsl:attribute>
      <xsl:attribute name="start-port">
        <xsl:value-of select="4900 + $offset"/>
      </xsl:attribute>
      <xsl:attribute name="das-port">
        <xsl:value-of select="4900 + $offset"/>
      </xsl:attribute>
      <xsl:if test="$members">
        <xsl:attribute name="discovery-mode">tcpip</xsl:attribute>
        <xsl:attribute name="tcpip-members">
          <xsl:value-of select="$members"/>
        </xsl:attribute>
        <xsl:attribute name="auto-increment-port">false</xsl:attribute>
      </xsl:if>
      <xsl:apply-templates select="node()"/>
    </xsl:copy>
  </xsl:template>

  <xsl:template match="phone-home-runtime-configuration">
    <xsl:copy>
      <xsl:attribute name="enabled">false</xsl:attribute>
      <xsl:apply-templates select="@*|node()"/>
    </xsl:copy>
  </xsl:template>

  <!-- Payara's default message broker, which is unused here, would listen on all addresses. -->
  <xsl:template match="config[@name = 'server-config']">
    <xsl:copy>
      <xsl:apply-templates select="@*|node()"/>
      <jms-service type="REMOTE" default-jms-host="default_JMS_host">
        <jms-host name="default_JMS_host" host="localhost" port="7676"/>
      </jms-service>
      <xsl:if test="$base-url">
        <!-- Sessions that timed out end within a second, as in WildFly. Payara's default is a minute. -->
        <web-container>
          <session-config>
            <session-manager>
              <manager-properties reap-interval-in-seconds="1"/>
            </session-manager>
          </session-config>
        </web-container>
      </xsl:if>
    </xsl:copy>
  </xsl:template>

  <xsl:template match="java-config">
    <xsl:copy>
      <xsl:apply-templates select="@*|node()"/>
      <jvm-options>-Dhazelcast.socket.bind.any=false</jvm-options>
      <xsl:if test="$base-url">
        <jvm-options>-Dcircle.auth.base-url=<xsl:value-of select="$base-url"/></jvm-options>
        <jvm-options>-Dcircle.auth.api-token=<xsl:value-of select="$api-token"/></jvm-options>
        <jvm-options>-Dexample.people=ada@example.com:ada,grace@example.com:grace,linus@example.com:linus</jvm-options>
        <jvm-options>-Dexample.operators=ada@example.com</jvm-options>
        <jvm-options>-Dcircle.auth.expiry-margin=PT0.2S</jvm-options>
        <!-- Soft references are cleared at each collection, so that RedeploymentIT can count classes that leaked. -->
        <jvm-options>-XX:SoftRefLRUPolicyMSPerMB=0</jvm-options>
      </xsl:if>
      <xsl:if test="$serial-filter">
        <jvm-options>-Djdk.serialFilter=<xsl:value-of select="$serial-filter"/></jvm-options>
      </xsl:if>
    </xsl:copy>
  </xsl:template>

  <xsl:template match="jvm-options[starts-with(., '-Dosgi.shell.telnet.port=')]">
    <jvm-options>-Dosgi.shell.telnet.port=<xsl:value-of select="6666 + $offset"/></jvm-options>
  </xsl:template>
</xsl:stylesheet>
