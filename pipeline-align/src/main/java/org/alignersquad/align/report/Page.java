package org.alignersquad.align.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.alignersquad.core.text.Hashes;
import org.alignersquad.core.text.Json;

/**
 * The report as one HTML text that needs nothing else: style, scripts, the plotting library and the data are inside.
 *
 * <p>The data is JSON that cannot end its script element; the page's script puts texts into the document as text nodes
 * only, and the page's content security policy forbids every request.
 */
final class Page {
    private static final Pattern SLOT = Pattern.compile("\\{\\{(\\w+)}}");

    private Page() {}

    static String html(ReportData data) {
        Map<String, String> slots = Map.of(
                "style", resource("report.css"),
                "plotting", plotting(),
                "data", data(Json.line(data)),
                "script", script());
        return SLOT.matcher(resource("report.html"))
                .replaceAll(slot -> Matcher.quoteReplacement(slots.get(slot.group(1))));
    }

    /** Changes with anything in a page that does not come from the data. */
    static String version() {
        return Hashes.id(resource("report.html"), resource("report.css"), script(), plotting());
    }

    /** JSON in which no text can end the script element or open a comment in it. */
    static String data(String json) {
        return json.replace("<", "\\u003c")
                .replace(">", "\\u003e")
                .replace("&", "\\u0026")
                .replace("\u2028", "\\u2028")
                .replace("\u2029", "\\u2029");
    }

    private static String script() {
        return resource("elements.js")
                + resource("charts.js")
                + resource("flow.js")
                + resource("examples.js")
                + resource("evaluation.js")
                + resource("report.js");
    }

    /** Chart.js as the web jar carries it, without the pointer to a source map that is not there. */
    private static String plotting() {
        String version = resource("chartjs-version.txt").strip();
        String script = resource("/META-INF/resources/webjars/chart.js/" + version + "/dist/chart.umd.js");
        return script.replaceAll("(?m)^//# sourceMappingURL=.*$", "");
    }

    private static String resource(String name) {
        try (InputStream in = Page.class.getResourceAsStream(name)) {
            if (in == null) throw new IllegalStateException("Cannot find resource " + name + " of the report page");
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read resource " + name + " of the report page", e);
        }
    }
}
