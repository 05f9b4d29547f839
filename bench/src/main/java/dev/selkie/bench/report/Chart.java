package dev.selkie.bench.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.function.DoubleFunction;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.CategorySeries;
import org.knowm.xchart.CategorySeries.CategorySeriesRenderStyle;
import org.knowm.xchart.style.AxesChartStyler.TextAlignment;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * A picture with a line for each peer, over values that stand at equal distances, whatever they are. One peer may cost ten
 * times what the others do: a step up is so many times as much, so that all are seen, and none is cut off.
 */
final class Chart {
    private static final int WIDTH = 960;
    private static final int HEIGHT = 640;
    private static final int DPI = 144;
    private static final Color TEXT = new Color(0x33, 0x3d, 0x47);
    private static final Color GRID = new Color(0xe6, 0xe9, 0xec);

    private final String benchmark;
    private final String title;
    private final String file;
    private final List<String> xLabels;
    private final DoubleFunction<String> yLabel;
    private final CategoryChart chart;
    private final DoubleSummaryStatistics drawn = new DoubleSummaryStatistics();

    /**
     * An empty one.
     *
     * @param benchmark whose tables it draws
     * @param file its name, without an ending
     * @param x what the values are
     * @param xLabels the values, from left to right
     * @param y what the lines tell
     * @param yLabel how a value of theirs is said
     */
    Chart(
            String benchmark,
            String title,
            String file,
            String x,
            List<String> xLabels,
            String y,
            DoubleFunction<String> yLabel) {
        this.benchmark = benchmark;
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
        this.yLabel = yLabel;
        style();
    }

    private void style() {
        var font = new Font(Font.SANS_SERIF, Font.PLAIN, 18);
        chart.getStyler()
                .setDefaultSeriesRenderStyle(CategorySeriesRenderStyle.Line)
                .setOverlapped(true);
        chart.getStyler()
                .setPlotGridLinesColor(GRID)
                .setPlotGridLinesStroke(new BasicStroke(1))
                .setAxisTickLabelsFont(font)
                .setAxisTickLabelsColor(TEXT)
                .setAxisTitleFont(font)
                .setAxisTicksLineVisible(false)
                .setAxisTicksMarksVisible(false)
                .setYAxisLabelAlignment(TextAlignment.Right)
                .setPlotGridVerticalLinesVisible(false);
        chart.getStyler()
                .setPlotBorderVisible(false)
                .setPlotBackgroundColor(Color.WHITE)
                .setChartBackgroundColor(Color.WHITE)
                .setChartFontColor(TEXT)
                .setChartTitleFont(font.deriveFont(Font.BOLD, 20))
                .setChartTitleBoxBackgroundColor(Color.WHITE)
                .setChartTitleBoxBorderColor(Color.WHITE)
                .setLegendPosition(LegendPosition.OutsideE)
                .setLegendBorderColor(Color.WHITE)
                .setLegendFont(font)
                .setChartPadding(16);
    }

    /**
     * Adds a peer's line.
     *
     * @param values one for each label; {@code NaN} for none
     */
    void line(String peer, List<Double> values) {
        add(peer, values).setMarker(Look.of(peer).marker());
    }

    /** Adds the line of a peer whose value is the same for all labels. No mark on it says that each was measured. */
    void level(String peer, double value) {
        add(peer, Collections.nCopies(xLabels.size(), value)).setMarker(SeriesMarkers.NONE);
    }

    private CategorySeries add(String peer, List<Double> values) {
        values.stream().filter(value -> !value.isNaN()).forEach(drawn::accept);
        CategorySeries series = chart.addSeries(peer, xLabels, values);
        Look look = Look.of(peer);
        series.setLineColor(look.color());
        series.setLineStyle(look.stroke());
        series.setMarkerColor(look.color());
        return series;
    }

    String benchmark() {
        return benchmark;
    }

    String title() {
        return title;
    }

    String file() {
        return file + ".png";
    }

    void write(Path directory) throws IOException {
        if (drawn.getMin() > 0 && drawn.getCount() > 0) {
            logarithmic(Scale.around(drawn.getMin(), drawn.getMax()));
        }
        BitmapEncoder.saveBitmapWithDPI(chart, directory.resolve(file).toString(), BitmapFormat.PNG, DPI);
    }

    /** A blank label: there is a line, but nothing is said of it. */
    private void logarithmic(Scale scale) {
        chart.getStyler()
                .setYAxisMin(scale.least())
                .setYAxisMax(scale.greatest())
                .setYAxisLogarithmic(true)
                .setYAxisLogarithmicDecadeOnly(false)
                .setYAxisTickLabelsFormattingFunction(value -> scale.hasLabelAt(value) ? yLabel.apply(value) : " ");
    }
}
