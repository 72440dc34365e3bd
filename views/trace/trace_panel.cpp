// SPDX-License-Identifier: GPL-3.0-or-later
#include "trace/trace_panel.h"

#include "picture/trace_picture.h"
#include "topology/links.h"
#include "trace/step_row.h"
#include "trace/trace_list.h"
#include "trace/words.h"

#include <QFrame>
#include <QKeyEvent>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QTabBar>
#include <QTextBrowser>
#include <QVBoxLayout>

namespace hoplens::views {
namespace {

constexpr int widestRow = 420;

QString row(const QString& what, const QString& before, const QString& after, const QColor& changed)
{
    const QString value = before == after ? after.toHtmlEscaped() : QString("%1 → <b style='color:%2'>%3</b>").arg(before.toHtmlEscaped(), changed.name(), after.toHtmlEscaped());
    return QString("<tr><td style='padding-right:14px'>%1</td><td><code>%2</code></td></tr>").arg(what.toHtmlEscaped(), value);
}

} // namespace

TracePanel::TracePanel(QWidget* parent) : QWidget(parent), m_mark(new QLabel(this)), m_sentence(new QLabel(this)), m_tabs(new QTabBar(this)), m_replies(new QTabBar(this)), m_scroll(new QScrollArea(this)), m_detail(new QTextBrowser(this)), m_backButton(new QPushButton("◀", this)), m_playButton(new QPushButton(this)), m_forwardButton(new QPushButton("▶|", this))
{
    m_sentence->setWordWrap(true);
    m_sentence->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_sentence->setAccessibleName(tr("The trace in one sentence"));
    m_tabs->setExpanding(false);
    m_tabs->setDrawBase(false);
    m_tabs->setAccessibleName(tr("Ways there"));
    m_replies->setExpanding(false);
    m_replies->setDrawBase(false);
    m_replies->setAccessibleName(tr("Ways back"));
    m_scroll->setWidgetResizable(true);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff); // each hop has its own
    m_detail->setFrameShape(QFrame::NoFrame);
    m_detail->setOpenLinks(false);
    m_detail->document()->setDefaultStyleSheet(fixedStyle());
    m_detail->setAccessibleName(tr("The packet before and after the step"));
    m_backButton->setToolTip(tr("Step back (Page Up)"));
    m_backButton->setAccessibleName(tr("Step back"));
    m_forwardButton->setToolTip(tr("Step forward (Page Down)"));
    m_forwardButton->setAccessibleName(tr("Step forward"));
    auto* top = new QHBoxLayout;
    top->addWidget(m_mark, 0, Qt::AlignTop);
    top->addWidget(m_sentence, 1);
    top->addWidget(m_backButton, 0, Qt::AlignTop);
    top->addWidget(m_playButton, 0, Qt::AlignTop);
    top->addWidget(m_forwardButton, 0, Qt::AlignTop);
    auto* body = new QHBoxLayout;
    body->addWidget(m_scroll, 1);
    body->addWidget(m_detail);
    m_detail->setFixedWidth(320); // until it is known how wide the panel is
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(16, 8, 16, 8);
    all->addLayout(top);
    auto* ways = new QHBoxLayout;
    ways->addWidget(m_tabs);
    ways->addSpacing(16);
    ways->addWidget(m_replies);
    ways->addStretch(1);
    all->addLayout(ways);
    all->addLayout(body, 1);
    connect(m_detail, &QTextBrowser::anchorClicked, this, &TracePanel::linkFollowed);
    connect(m_backButton, &QPushButton::clicked, this, &TracePanel::stepBack);
    connect(m_forwardButton, &QPushButton::clicked, this, &TracePanel::stepForward);
    connect(m_playButton, &QPushButton::clicked, this, [this] { play(!isPlaying()); });
    connect(m_tabs, &QTabBar::currentChanged, this, [this](int index) {
        if (!m_result || index < 0 || static_cast<std::size_t>(index) >= m_result->trace.branches.size())
            return;
        m_place = {static_cast<std::size_t>(index), 0, false, 0};
        nameReplies();
        showBranch();
    });
    connect(m_replies, &QTabBar::currentChanged, this, [this](int index) {
        if (index < 0 || !branch() || static_cast<std::size_t>(index) >= branch()->replies.size())
            return;
        m_place = {m_place.branch, static_cast<std::size_t>(index), false, m_place.isBack ? 0 : m_place.step};
        showBranch();
    });
    m_sentence->setFont(sansFont(m_type + 2, true));
    m_play.setInterval(900);
    connect(&m_play, &QTimer::timeout, this, [this] {
        const auto before = m_place;
        stepForward();
        if (before == m_place)
            play(false);
    });
    setResult(nullptr);
}

QString TracePanel::sentence() const { return m_sentence->text(); }

const TraceBranch* TracePanel::branch() const
{
    return m_result && m_place.branch < m_result->trace.branches.size() ? &m_result->trace.branches[m_place.branch] : nullptr;
}

const TraceBranch* TracePanel::reply() const
{
    const auto* way = branch();
    return way && m_place.reply < way->replies.size() ? &way->replies[m_place.reply] : nullptr;
}

const Step* TracePanel::step(const StepPlace& place) const
{
    const auto* walked = place.isBack ? reply() : branch();
    return walked && place.step < walked->steps.size() ? &walked->steps[place.step] : nullptr;
}

void TracePanel::setResult(std::shared_ptr<const TraceResult> result)
{
    play(false);
    m_result = std::move(result);
    m_place = {};
    const QSignalBlocker quiet(m_tabs);
    while (m_tabs->count() > 0)
        m_tabs->removeTab(0);
    const bool hasSteps = m_result && !m_result->trace.branches.empty();
    for (auto* button : {m_backButton, m_playButton, m_forwardButton})
        button->setVisible(hasSteps);
    m_playButton->setText(tr("▶ Play"));
    if (!m_result) {
        m_mark->clear();
        m_sentence->setText(tr("Ask in the bar above where a packet goes: from a namespace, to an address."));
    } else {
        const auto [mark, ink] = markOf(m_result->trace);
        m_mark->setText(mark);
        QPalette palette = m_mark->palette();
        palette.setColor(QPalette::WindowText, color(ink, m_theme));
        m_mark->setPalette(palette);
        m_mark->setFont(sansFont(m_type + 3, true));
        m_sentence->setText(text(describeTrace(*m_result->scene->world, m_result->trace)));
        for (const auto& way : m_result->trace.branches)
            m_tabs->addTab((way.probability >= 0 ? tr("%1 · %2 %").arg(text(describeOutcome(way.outcome))).arg(100 * way.probability, 0, 'g', 3) : tr("%1 · by traffic").arg(text(describeOutcome(way.outcome)))));
    }
    m_tabs->setVisible(m_tabs->count() > 1);
    nameReplies();
    showBranch();
}

void TracePanel::nameReplies()
{
    const QSignalBlocker quiet(m_replies);
    while (m_replies->count() > 0)
        m_replies->removeTab(0);
    if (const auto* way = branch())
        for (std::size_t i = 0; i < way->replies.size(); ++i)
            m_replies->addTab("↩ " + tr("way back %1: %2").arg(i + 1).arg(text(describeOutcome(way->replies[i].outcome))));
    m_replies->setVisible(m_replies->count() > 1);
}

void TracePanel::updateResult(std::shared_ptr<const TraceResult> result)
{
    const auto place = m_place;
    const bool wasPlaying = isPlaying();
    setResult(std::move(result));
    if (place.branch != 0 && place.branch < static_cast<std::size_t>(m_tabs->count()))
        m_tabs->setCurrentIndex(static_cast<int>(place.branch));
    if (place.reply != 0 && place.reply < static_cast<std::size_t>(m_replies->count()))
        m_replies->setCurrentIndex(static_cast<int>(place.reply));
    goTo(place);
    if (wasPlaying)
        play(true);
}

void TracePanel::setProblem(const QString& problem)
{
    setResult(nullptr);
    m_mark->setText("✕");
    m_sentence->setText(problem);
}

void TracePanel::setTypeSize(int pixels)
{
    m_type = pixels;
    m_sentence->setFont(sansFont(m_type + 2, true));
    // With a style sheet in force, only another one changes type.
    setStyleSheet(pixels != usualType ? QString("* { font-size: %1px; }").arg(pixels) : QString());
}

void TracePanel::setTheme(Theme theme)
{
    m_theme = theme;
    fitDetail();
    const auto place = m_place;
    showBranch();
    if (m_result)
        goTo(place);
}

void TracePanel::showBranch()
{
    m_rows.clear();
    auto* inner = new QWidget;
    auto* columns = new QHBoxLayout(inner);
    columns->setContentsMargins(0, 4, 0, 4);
    columns->setSpacing(12);
    if (const auto* way = branch()) {
        addHops(*way, false, columns);
        if (const auto* back = reply())
            addHops(*back, true, columns);
        emit branchShown(m_place.branch);
    }
    columns->addStretch(1);
    m_scroll->setWidget(inner);
    showStep();
}

QVBoxLayout* TracePanel::addHop(const QString& name, QBoxLayout* into)
{
    auto* frame = new QFrame;
    frame->setObjectName("hop");
    frame->setStyleSheet(QString("QFrame#hop { border: 1px solid %1; border-radius: 8px; background: %2; } QScrollArea, QWidget#steps { background: transparent; }").arg(color(Ink::Border, m_theme).name(), color(Ink::Raised, m_theme).name()));
    auto* column = new QVBoxLayout(frame);
    column->setContentsMargins(6, 8, 6, 8);
    column->setSpacing(1);
    auto* title = new QLabel(name); // stays in sight while the steps below it move
    title->setFont(sansFont(m_type, true));
    title->setContentsMargins(8, 0, 8, 4);
    column->addWidget(title);
    auto* scroll = new QScrollArea;
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    auto* steps = new QWidget;
    steps->setObjectName("steps");
    auto* rows = new QVBoxLayout(steps);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(1);
    rows->addStretch(1);
    scroll->setWidget(steps);
    column->addWidget(scroll, 1);
    into->addWidget(frame, 0);
    return rows;
}

void TracePanel::addHops(const TraceBranch& walked, bool isBack, QBoxLayout* into)
{
    QVBoxLayout* column = nullptr;
    SpaceId here;
    for (std::size_t i = 0; i < walked.steps.size(); ++i) {
        const auto& at = walked.steps[i];
        if (!column || !(at.space == here)) {
            here = at.space;
            column = addHop((isBack ? "↩ " : "") + text(m_result->scene->world->space(here).data.name), into);
        }
        if (isQuiet(at))
            continue;
        const StepPlace place{m_place.branch, m_place.reply, isBack, i};
        auto* line = new StepRow(at.layer, text(describeKind(at.kind)), inkOf(at), text(describeStep(*m_result->scene->world, at)), m_theme, m_type);
        connect(line, &QAbstractButton::clicked, this, [this, place] { goTo(place); });
        column->insertWidget(column->count() - 1, line);
        auto* steps = column->parentWidget(); // as wide as its widest row, with room for a scroll bar
        const int width = std::min(line->sizeHint().width(), widestRow * m_type / 13);
        steps->setMinimumWidth(std::max(steps->minimumWidth(), width));
        steps->parentWidget()->parentWidget()->setMinimumWidth(steps->minimumWidth() + 12);
        m_rows.emplace_back(place, line);
    }
}

void TracePanel::goTo(const StepPlace& place)
{
    if (!step(place))
        return;
    m_place = place;
    showStep();
}

void TracePanel::stepForward()
{
    const auto at = std::ranges::find(m_rows, m_place, [](const auto& entry) { return entry.first; });
    if (at == m_rows.end() && !m_rows.empty())
        goTo(m_rows.front().first);
    else if (at != m_rows.end() && at + 1 != m_rows.end())
        goTo((at + 1)->first);
}

void TracePanel::stepBack()
{
    const auto at = std::ranges::find(m_rows, m_place, [](const auto& entry) { return entry.first; });
    if (at != m_rows.end() && at != m_rows.begin())
        goTo((at - 1)->first);
}

void TracePanel::play(bool on)
{
    const bool plays = on && m_result && !m_rows.empty();
    if (plays && m_place == m_rows.back().first)
        goTo(m_rows.front().first);
    if (plays)
        m_play.start();
    else
        m_play.stop();
    m_playButton->setText(plays ? tr("❚❚ Pause") : tr("▶ Play"));
    emit playingChanged(plays);
}

void TracePanel::setSpeed(double stepsPerSecond) { m_play.setInterval(std::max(50, static_cast<int>(1000 / std::max(0.1, stepsPerSecond)))); }

/// Where what decided a step is shown: the rule's chain, the route's or the step's device, else the namespace.
QString TracePanel::deciderOf(const Step& at) const
{
    const auto& scene = *m_result->scene;
    if (at.chain.valid() && at.kind == StepKind::Rule)
        return linkTo(ChainPlace{scene.objectOf(at.space), at.chain});
    if (at.rule.valid())
        return linkTo(ChainPlace{scene.objectOf(at.space), scene.world->space(at.space).data.rules.chainOf(at.rule)});
    const Link* device = at.hop ? scene.world->space(at.space).data.link(at.hop->linkIndex) : at.link;
    return linkTo(scene.objectOf(at.space, device));
}

/// The packet's header leaves the steps most of a narrow panel.
void TracePanel::fitDetail() { m_detail->setFixedWidth(std::min(320 * m_type / 13, std::max(width() * 2 / 5, 200))); }

void TracePanel::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    fitDetail();
}

QString TracePanel::packetDetail(const Step& at) const
{
    const auto& before = *at.before;
    const auto& after = *at.after;
    const QColor changed = color(inkOf(at), m_theme);
    const auto number = [](auto value) { return QString::number(value); };
    const auto words = text(describeStep(*m_result->scene->world, at)).toHtmlEscaped();
    QString html = "<p style='margin-bottom:6px'><b><a href='" + deciderOf(at) + "'>" + words + "</a></b></p><table>";
    const auto sourceOf = [](const Packet& packet) { return packet.tuple.source.isUnspecified() ? QString("–") : text(packet.tuple.source.text()); };
    html += row(tr("source"), sourceOf(before), sourceOf(after), changed);
    html += row(tr("destination"), text(before.tuple.destination.text()), text(after.tuple.destination.text()), changed);
    html += row(tr("protocol"), text(protocolName(before.tuple.protocol)), text(protocolName(after.tuple.protocol)), changed);
    if (hasPorts(after.tuple.protocol))
        html += row(tr("ports"), number(before.tuple.sourcePort) + " → " + number(before.tuple.destinationPort), number(after.tuple.sourcePort) + " → " + number(after.tuple.destinationPort), changed);
    html += row(tr("time to live"), number(before.ttl), number(after.ttl), changed);
    if (!after.destinationMac.isZero() || !before.destinationMac.isZero()) { // it is in a frame
        html += row(tr("source MAC"), text(before.sourceMac.text()), text(after.sourceMac.text()), changed);
        html += row(tr("destination MAC"), text(before.destinationMac.text()), text(after.destinationMac.text()), changed);
    }
    html += row(tr("length"), number(before.length), number(after.length), changed);
    if (at.mark != 0)
        html += row(tr("mark"), "0x" + QString::number(at.mark, 16), "0x" + QString::number(at.mark, 16), changed);
    return html + "</table>" + layerStack(at);
}

/// The layers of the OSI model, what this packet has of each, and which the step is of.
QString TracePanel::layerStack(const Step& at) const
{
    const auto& packet = *at.after;
    const QString ports = hasPorts(packet.tuple.protocol) ? QString(" %1 → %2").arg(packet.tuple.sourcePort).arg(packet.tuple.destinationPort) : QString();
    const std::vector<std::tuple<int, QString, QString>> layers = {
        {7, tr("application"), {}},
        {4, tr("transport"), text(protocolName(packet.tuple.protocol)) + ports},
        {3, tr("network"), text(packet.tuple.source.text()) + " → " + text(packet.tuple.destination.text())},
        {2, tr("link"), packet.destinationMac.isZero() ? QString() : text(packet.sourceMac.text()) + " → " + text(packet.destinationMac.text())}};
    QString html = "<p style='margin-bottom:2px'><b>" + tr("Layers").toHtmlEscaped() + "</b></p><table cellpadding='3' width='100%'>";
    for (const auto& [number, layer, content] : layers) {
        const bool isHere = number == at.layer;
        html += QString("<tr bgcolor='%1'><td><b>%2</b></td><td>%3%4%5</td><td style='font-size:small'><code>%6</code></td></tr>")
                    .arg(color(isHere ? Ink::Selection : Ink::Surface, m_theme).name())
                    .arg(number)
                    .arg(isHere ? "<b>" : "", layer.toHtmlEscaped(), isHere ? "</b>" : "", content.toHtmlEscaped());
    }
    return html + "</table>";
}

void TracePanel::showRow(QWidget& line)
{
    for (auto* above = line.parentWidget(); above && above != this; above = above->parentWidget())
        if (auto* area = qobject_cast<QScrollArea*>(above)) {
            constexpr int margin = 24;
            area->ensureWidgetVisible(&line, margin, 2);
            auto* bar = area->horizontalScrollBar(); // of a row that is wider than the area its beginning counts
            bar->setValue(std::min(bar->value(), std::max(0, line.mapTo(area->widget(), QPoint()).x() - margin)));
        }
}

void TracePanel::showStep()
{
    for (const auto& [place, line] : m_rows) {
        const bool isHere = place == m_place;
        static_cast<StepRow*>(line)->setChecked(isHere);
        if (isHere)
            showRow(*line);
    }
    const auto* at = step(m_place);
    m_detail->setVisible(at != nullptr);
    if (!at)
        return;
    m_detail->setHtml(packetDetail(*at));
    emit stepShown(m_place);
}

void TracePanel::keyPressEvent(QKeyEvent* event)
{
    switch (event->key()) {
    case Qt::Key_PageDown: return stepForward();
    case Qt::Key_PageUp: return stepBack();
    case Qt::Key_Space: return play(!isPlaying());
    default: QWidget::keyPressEvent(event);
    }
}

} // namespace hoplens::views
