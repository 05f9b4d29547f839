package dev.selkie.bench.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.CategorySeries;
import org.knowm.xchart.CategorySeries.CategorySeriesRenderStyle;
import org.knowm.xchart.style.Styler.LegendPosition;

/** A picture with a line for each peer, over values that stand at equal distances, whatever they are. */
final class Chart {
    private static final int WIDTH = 960;
    private static final int HEIGHT = 540;
    private static final int DPI = 144;
    private static final Color TEXT = new Color(0x33, 0x3d, 0x47);
    private static final Color GRID = new Color(0xe6, 0xe9, 0xec);

    private final String title;
    private final String file;
    private final List<String> xLabels;
    private final CategoryChart chart;

    /**
     * An empty one.
     *
     * @param file its name, without an ending
     * @param x what the values are
     * @param xLabels the values, from left to right
     * @param y what the lines tell
     */
    Chart(String title, String file, String x, List<String> xLabels, String y) {
        this.title = title;
        this.file = file;
        this.chart = new CategoryChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(title)
                .xAxisTitle(x)
                .yAxisTitle(y)
                .build();
        this.xLabels = xLabels;
        style();
    }

    private void style() {
        var font = new Font(Font.SANS_SERIF, Font.PLAIN, 14);
        chart.getStyler()
                .setDefaultSeriesRenderStyle(CategorySeriesRenderStyle.Line)
                .setOverlapped(true);
        chart.getStyler()
                .setYAxisMin(0.0)
                .setPlotGridLinesColor(GRID)
                .setPlotGridLinesStroke(new BasicStroke(1))
                .setAxisTickLabelsFont(font)
                .setAxisTickLabelsColor(TEXT)
                .setAxisTitleFont(font)
                .setAxisTicksLineVisible(false)
                .setPlotGridVerticalLinesVisible(false);
        chart.getStyler()
                .setPlotBorderVisible(false)
                .setPlotBackgroundColor(Color.WHITE)
                .setChartBackgroundColor(Color.WHITE)
                .setChartFontColor(TEXT)
                .setChartTitleFont(font.deriveFont(Font.BOLD, 18))
                .setChartTitleBoxBackgroundColor(Color.WHITE)
                .setChartTitleBoxBorderColor(Color.WHITE)
                .setLegendPosition(LegendPosition.OutsideE)
                .setLegendBorderColor(Color.WHITE)
                .setLegendFont(font)
                .setChartPadding(16);
    }

    /** Where the greatest value is many times the least: a step up is ten times as much, and the ends are whole steps. */
    Chart logarithmic(double least, double greatest, Function<Double, String> label) {
        chart.getStyler()
                .setYAxisMin(Math.pow(10, Math.floor(Math.log10(least))))
                .setYAxisMax(Math.pow(10, Math.ceil(Math.log10(greatest))))
                .setYAxisLogarithmic(true)
                .setYAxisTickLabelsFormattingFunction(label);
        return this;
    }

    /**
     * Adds a peer's line.
     *
     * @param values one for each label; {@code NaN} for none
     */
    void line(String peer, List<Double> values) {
        CategorySeries series = chart.addSeries(peer, xLabels, values);
        Look look = Look.of(peer);
        series.setLineColor(look.color());
        series.setLineStyle(look.stroke());
        series.setMarker(look.marker());
        series.setMarkerColor(look.color());
    }

    String title() {
        return title;
    }

    String file() {
        return file + ".png";
    }

    void write(Path directory) throws IOException {
        BitmapEncoder.saveBitmapWithDPI(chart, directory.resolve(file).toString(), BitmapFormat.PNG, DPI);
    }
}
