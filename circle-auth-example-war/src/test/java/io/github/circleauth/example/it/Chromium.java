package io.github.circleauth.example.it;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.logging.Level;
import org.openqa.selenium.By;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.support.ui.WebDriverWait;

/** Debian's Chromium, headless, for one site. */
final class Chromium implements AutoCloseable {

    private static final File BROWSER = new File("/usr/bin/chromium");
    private static final File DRIVER = new File("/usr/bin/chromedriver");
    private static final Path SCREENSHOTS = Path.of(System.getProperty("it.screenshots"));
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final URI site;
    private final ChromeDriver driver;

    static boolean isInstalled() {
        return BROWSER.canExecute() && DRIVER.canExecute();
    }

    Chromium(URI site) {
        this.site = site;
        LoggingPreferences console = new LoggingPreferences();
        console.enable(LogType.BROWSER, Level.ALL);
        ChromeOptions options = new ChromeOptions();
        options.setBinary(BROWSER);
        options.setCapability(ChromeOptions.LOGGING_PREFS, console);
        options.addArguments(
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--hide-scrollbars");
        this.driver = new ChromeDriver(
                new ChromeDriverService.Builder().usingDriverExecutable(DRIVER).build(), options);
    }

    ChromeDriver driver() {
        return driver;
    }

    /** Runs a script in each page before the page's own. */
    Chromium before(String script) {
        driver.executeCdpCommand("Page.addScriptToEvaluateOnNewDocument", Map.of("source", script));
        return this;
    }

    /** Sets the window's width and the preferred colour scheme, light or dark. */
    Chromium view(int width, String scheme) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", width < 500 ? 820 : 860, "deviceScaleFactor", 1, "mobile", false));
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
        return this;
    }

    Chromium open(String path) {
        driver.get(site + path);
        return this;
    }

    void signIn(String name) {
        open("/login");
        find("#username").sendKeys(name + "@example.com");
        find("#password").sendKeys(name);
        click("main button");
        await(page -> page.getCurrentUrl().endsWith("/community"));
    }

    void signOut() {
        click("header form button");
        await(page -> page.getCurrentUrl().endsWith("/circle-auth-example/"));
    }

    WebElement find(String selector) {
        return driver.findElement(By.cssSelector(selector));
    }

    List<WebElement> all(String selector) {
        return driver.findElements(By.cssSelector(selector));
    }

    String text(String selector) {
        return find(selector).getText();
    }

    void click(String selector) {
        WebElement element = find(selector);
        run("arguments[0].scrollIntoView({block: 'center'})", element);
        element.click();
    }

    /** Waits for a condition. The page may be replaced while the condition looks at it. */
    void await(Predicate<ChromeDriver> condition) {
        new WebDriverWait(driver, TIMEOUT)
                .ignoring(StaleElementReferenceException.class)
                .withMessage(() -> "a condition at " + driver.getCurrentUrl() + ", where the console has " + console())
                .until(page -> condition.test(driver));
    }

    /** The user comes back to the tab: pages that are not live then ask for news. */
    void comeBack() {
        run("document.dispatchEvent(new Event('visibilitychange'))");
    }

    void awaitText(String selector, String text) {
        await(page -> all(selector).stream().anyMatch(each -> each.getText().contains(text)));
    }

    Object run(String script, Object... arguments) {
        return driver.executeScript(script, arguments);
    }

    /** Returns the lines of the console since the last call. */
    List<String> console() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .map(LogEntry::getMessage)
                .toList();
    }

    /** Returns the serious accessibility violations of the page. */
    @SuppressWarnings("unchecked")
    List<String> accessibilityViolations() {
        run(axe());
        return (List<String>) driver.executeAsyncScript("""
                const done = arguments[arguments.length - 1];
                axe.run().then(
                  found => done(found.violations
                    .filter(each => ['serious', 'critical'].includes(each.impact))
                    .map(each => each.id + ' at ' + each.nodes.map(node => node.target + ' ' + node.any.map(check => check.message)).join('; '))),
                  failed => done([String(failed)]));
                """);
    }

    private static String axe() {
        try (InputStream script = Objects.requireNonNull(Chromium.class.getResourceAsStream("/axe.min.js"))) {
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns all texts that scripts of the page can reach: document, cookies, storage, and properties of the window. */
    String textsInReachOfScripts() {
        return String.valueOf(run("""
                const texts = [document.documentElement.outerHTML, document.cookie,
                  JSON.stringify({...localStorage}), JSON.stringify({...sessionStorage})];
                for (const name of Object.getOwnPropertyNames(window)) {
                  try {
                    texts.push(name + '=' + (typeof window[name] === 'object' ? JSON.stringify(window[name]) : window[name]));
                  } catch (unreadable) {
                    texts.push(name);
                  }
                }
                return texts.join('\\n');
                """)) + driver.manage().getCookies();
    }

    void screenshot(String name) {
        try {
            Files.createDirectories(SCREENSHOTS);
            Files.write(SCREENSHOTS.resolve(name + ".png"), driver.getScreenshotAs(OutputType.BYTES));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        driver.quit();
    }
}
