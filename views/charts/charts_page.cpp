// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/charts_page.h"

#include "filter/nft_text.h"
#include "picture/picture_words.h"
#include "topology/canvas_overlays.h"
#include "words/saved_file.h"
#include "words/theme.h"

#include <QComboBox>
#include <QFileDialog>
#include <QLabel>
#include <QPdfWriter>
#include <QPushButton>
#include <QStackedWidget>
#include <QVBoxLayout>
#include <algorithm>
#include <qcustomplot.h>

namespace hoplens::views {
namespace {

constexpr double shownSeconds = 60;

} // namespace

ChartsPage::ChartsPage(const CounterHistory& history, QWidget* parent) : QWidget(parent), m_history(history), m_space(new QComboBox), m_measure(new QComboBox), m_pause(new QPushButton), m_newest(new QPushButton(tr("Jump to now"))), m_save(new QPushButton(tr("Export…"))), m_values(new QLabel), m_empty(new QLabel), m_stack(new QStackedWidget), m_plot(new QCustomPlot), m_cursor(new QCPItemStraightLine(m_plot))
{
    m_space->setAccessibleName(tr("Namespace"));
    m_measure->setAccessibleName(tr("What is drawn"));
    for (const auto& [name, measure] : {std::pair(tr("bits per second"), Measure::BitRate), {tr("packets per second"), Measure::PacketRate}, {tr("drops per second"), Measure::DropRate}, {tr("errors per second"), Measure::ErrorRate}, {tr("rule hits per second"), Measure::RuleRate}, {tr("conntrack entries"), Measure::ConntrackEntries}})
        m_measure->addItem(name, static_cast<int>(measure));
    m_newest->setToolTip(tr("Back to the last minute, and stay there"));
    auto* head = new QHBoxLayout;
    head->setSpacing(8);
    for (QWidget* each : {static_cast<QWidget*>(m_space), static_cast<QWidget*>(m_measure)})
        head->addWidget(each);
    head->addStretch(1);
    for (auto* each : {m_pause, m_newest, m_save})
        head->addWidget(each);
    m_values->setAccessibleName(tr("Values at the pointer"));
    m_values->setWordWrap(true);
    m_values->setTextFormat(Qt::RichText);
    m_empty->setAlignment(Qt::AlignCenter);
    m_empty->setForegroundRole(QPalette::PlaceholderText);
    m_empty->setText(tr("Nothing has been counted yet.\nFollow this host (Network → Follow this host): its counters are read each second while they are looked at."));
    m_stack->addWidget(m_empty);
    m_stack->addWidget(m_plot);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 12, 16, 12);
    layout->setSpacing(8);
    layout->addLayout(head);
    layout->addWidget(m_stack, 1);
    layout->addWidget(m_values);
    m_plot->setInteractions(QCP::iRangeDrag | QCP::iRangeZoom);
    m_plot->axisRect()->setRangeZoom(Qt::Horizontal);
    m_plot->axisRect()->setRangeDrag(Qt::Horizontal);
    m_plot->setAccessibleName(tr("Chart"));
    m_plot->legend->setVisible(true);
    m_plot->axisRect()->insetLayout()->setInsetAlignment(0, Qt::AlignTop | Qt::AlignLeft);
    m_cursor->setVisible(false);
    const auto showOther = [this] {
        m_values->clear(); // they were of something else
        m_cursor->setVisible(false);
        gather();
        draw();
        emit wantsOthers();
    };
    connect(m_space, &QComboBox::currentIndexChanged, this, showOther);
    connect(m_measure, &QComboBox::currentIndexChanged, this, showOther);
    connect(m_pause, &QPushButton::clicked, this, [this] { setPaused(!m_isPaused); });
    connect(m_newest, &QPushButton::clicked, this, [this] {
        m_isFollowing = true;
        draw();
    });
    connect(m_save, &QPushButton::clicked, this, [this] {
        const auto path = QFileDialog::getSaveFileName(this, tr("Export the chart"), "chart.png", tr("PNG (*.png);;PDF (*.pdf);;CSV (*.csv)"));
        if (path.isEmpty())
            return;
        if (const auto done = exportTo(path); !done)
            emit problemMet(describeError(done.error()));
    });
    connect(m_plot, &QCustomPlot::mouseMove, this, [this](QMouseEvent* event) { readAt(event->position()); });
    connect(m_plot, &QCustomPlot::mouseWheel, this, [this] { m_isFollowing = false; });
    connect(m_plot, &QCustomPlot::mousePress, this, [this] { m_isFollowing = false; });
    setPaused(false);
    setTheme(m_theme);
}

const Namespace* ChartsPage::space() const { return m_scene && m_space->currentIndex() >= 0 ? m_scene->space(m_space->currentData().value<PictureObject>()) : nullptr; }
Measure ChartsPage::measure() const { return static_cast<Measure>(m_measure->currentData().toInt()); }

void ChartsPage::setScene(std::shared_ptr<const Scene> scene)
{
    const auto before = m_space->currentData().value<PictureObject>();
    m_scene = std::move(scene);
    std::vector<SpaceId> spaces;
    for (std::uint32_t s = 0; m_scene && s < m_scene->world->size(); ++s)
        spaces.push_back(SpaceId{s});
    std::ranges::stable_sort(spaces, [this](SpaceId left, SpaceId right) {
        const auto& a = m_scene->world->space(left).data;
        const auto& b = m_scene->world->space(right).data;
        return a.isHost != b.isHost ? a.isHost : naturallyBefore(a.name, b.name);
    });
    const QSignalBlocker quiet(m_space);
    m_space->clear();
    for (const auto id : spaces) {
        m_space->addItem(text(m_scene->world->space(id).data.name), QVariant::fromValue(m_scene->objectOf(id)));
        if (m_scene->objectOf(id) == before)
            m_space->setCurrentIndex(m_space->count() - 1);
    }
    if (m_space->currentData().value<PictureObject>() != before)
        gather();
    draw();
}

void ChartsPage::setTheme(Theme theme)
{
    m_theme = theme;
    const auto ink = [theme](Ink of) { return color(of, theme); };
    m_plot->setBackground(ink(Ink::Surface));
    for (auto* axis : {m_plot->xAxis, m_plot->yAxis}) {
        axis->setBasePen(ink(Ink::Border));
        axis->setTickPen(ink(Ink::Border));
        axis->setSubTickPen(Qt::NoPen);
        axis->setTickLabelColor(ink(Ink::Muted));
        axis->setTickLabelFont(sansFont(11));
        axis->setLabelColor(ink(Ink::Muted));
        axis->setLabelFont(sansFont(12));
        axis->grid()->setPen(QPen(ink(Ink::Border), 1, Qt::DotLine));
        axis->grid()->setZeroLinePen(QPen(ink(Ink::Border)));
    }
    m_plot->legend->setBrush(ink(Ink::Raised));
    m_plot->legend->setBorderPen(ink(Ink::Border));
    m_plot->legend->setTextColor(ink(Ink::Text));
    m_plot->legend->setFont(fixedFont(12));
    m_cursor->setPen(QPen(ink(Ink::Muted), 1));
    draw();
}

void ChartsPage::refresh()
{
    if (m_isPaused || !isVisible())
        return;
    gather();
    draw();
}

std::optional<CounterWatch> ChartsPage::wanted() const
{
    const auto* of = space();
    if (!of || !isVisible())
        return std::nullopt;
    return CounterWatch{of->inode, entrancesOf(*of), measure() == Measure::RuleRate};
}

void ChartsPage::showNamespace(const PictureObject& object)
{
    for (int i = 0; i < m_space->count(); ++i)
        if (m_space->itemData(i).value<PictureObject>() == PictureObject{object.space, 0, object.host})
            m_space->setCurrentIndex(i);
}

void ChartsPage::showMeasure(Measure measure) { m_measure->setCurrentIndex(m_measure->findData(static_cast<int>(measure))); }

void ChartsPage::setPaused(bool on)
{
    m_isPaused = on;
    m_pause->setText(on ? tr("Go on") : tr("Pause"));
    m_pause->setToolTip(on ? tr("Draw what has come meanwhile, and go on") : tr("Keep what is drawn; counting goes on"));
    if (on)
        return;
    gather();
    draw();
}

QString ChartsPage::labelOf(const Series& line) const
{
    switch (line.direction) {
    case Direction::Received: return tr("%1 received").arg(text(line.name));
    case Direction::Sent: return tr("%1 sent").arg(text(line.name));
    case Direction::None: break;
    }
    const auto* of = space();
    const auto number = text(line.name).toUInt();
    if (measure() == Measure::RuleRate && of && number < of->rules.rules.size())
        return text(ruleLocation(of->rules, RuleId{number}));
    return text(line.name);
}

void ChartsPage::gather()
{
    m_lines.clear();
    const auto* of = space();
    if (of) {
        std::map<std::int32_t, std::string> names;
        for (const auto& link : of->links)
            names[link.index] = link.name;
        m_lines = m_history.series(of->inode, measure(), names);
        // An interface that never had anything to say would hide the others in the legend.
        if (m_lines.size() > 8)
            std::erase_if(m_lines, [](const Series& line) { return std::ranges::all_of(line.points, [](const auto& point) { return point.second == 0; }); });
        if (m_lines.size() > 16)
            m_lines.resize(16);
    }
    std::erase_if(m_lines, [](const Series& line) { return line.points.empty(); });
}

void ChartsPage::draw()
{
    m_stack->setCurrentWidget(m_lines.empty() ? static_cast<QWidget*>(m_empty) : m_plot);
    for (auto* each : {m_pause, m_newest, m_save})
        each->setEnabled(!m_lines.empty());
    m_plot->clearGraphs();
    static constexpr std::array inks = {Ink::Link, Ink::Network, Ink::Filter, Ink::Translation, Ink::Overlay, Ink::Text};
    double highest = 1;
    double newest = 0;
    std::size_t number = 0;
    for (const auto& line : m_lines) {
        auto* graph = m_plot->addGraph();
        graph->setName(labelOf(line));
        // What is sent is dashed beside what the same interface receives.
        const bool isSecond = line.direction == Direction::Sent;
        graph->setPen(QPen(color(inks[(isSecond && number > 0 ? number - 1 : number) % inks.size()], m_theme), 2, isSecond ? Qt::DashLine : Qt::SolidLine));
        number += isSecond ? 0 : 1;
        QVector<double> times;
        QVector<double> values;
        for (const auto& [time, value] : line.points) {
            times << time;
            values << value;
            highest = std::max(highest, value);
            newest = std::max(newest, time);
        }
        graph->setData(times, values, true);
    }
    m_plot->xAxis->setLabel(tr("seconds"));
    m_plot->yAxis->setLabel(m_measure->currentText());
    if (m_isFollowing)
        m_plot->xAxis->setRange(std::max(0.0, newest - shownSeconds), std::max(shownSeconds, newest));
    m_plot->yAxis->setRange(0, highest * 1.25);
    m_plot->legend->setVisible(!m_lines.empty());
    m_values->setVisible(!m_lines.empty());
    if (m_values->text().isEmpty())
        m_values->setText(tr("Point at the chart to read its values; the wheel zooms, dragging moves."));
    m_plot->replot(QCustomPlot::rpQueuedReplot);
}

void ChartsPage::readAt(QPointF position)
{
    if (m_lines.empty())
        return;
    const double time = m_plot->xAxis->pixelToCoord(position.x());
    QStringList words;
    double shown = time;
    for (const auto& line : m_lines) {
        const auto nearest = std::ranges::min_element(line.points, {}, [&](const auto& point) { return std::abs(point.first - time); });
        shown = nearest->first;
        const QString value = measure() == Measure::BitRate ? bitRateText(nearest->second) : QString::number(nearest->second, 'f', nearest->second < 10 && nearest->second != std::floor(nearest->second) ? 1 : 0);
        words << QString("%1 <b>%2</b>").arg(labelOf(line).toHtmlEscaped(), value);
    }
    m_cursor->point1->setCoords(shown, 0);
    m_cursor->point2->setCoords(shown, 1);
    m_cursor->setVisible(true);
    m_values->setText(tr("at %1 s").arg(shown, 0, 'f', 1) + ": " + words.join(" · "));
    m_plot->replot(QCustomPlot::rpQueuedReplot);
}

Result<void> ChartsPage::exportTo(const QString& path)
{
    if (m_lines.empty())
        return failure({ErrorCode::InvalidInput, "there is nothing in the chart yet", path.toStdString(), 0, "Follow this host first."});
    if (path.endsWith(".csv", Qt::CaseInsensitive)) {
        auto named = m_lines;
        for (auto& line : named)
            if (line.direction == Direction::None)
                line.name = labelOf(line).toStdString();
        return saveFile(path, QByteArray::fromStdString(writeCsv(named)));
    }
    if (path.endsWith(".png", Qt::CaseInsensitive))
        return saveImage(path, m_plot->toPixmap(0, 0, 2).toImage());
    if (path.endsWith(".pdf", Qt::CaseInsensitive))
        return savePdf(path, QSizeF(m_plot->size()), [this](QPainter& painter) {
            painter.drawPicture(0, 0, [this] {
                QPicture picture;
                QCPPainter inner(&picture);
                m_plot->toPainter(&inner, m_plot->width(), m_plot->height());
                return picture;
            }());
        });
    return failure({ErrorCode::InvalidInput, "the name's ending says no known form", path.toStdString(), 0, "Use .png, .pdf or .csv."});
}

int ChartsPage::lineCount() const { return static_cast<int>(m_lines.size()); }

} // namespace hoplens::views
