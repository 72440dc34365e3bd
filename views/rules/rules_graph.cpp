// SPDX-License-Identifier: GPL-3.0-or-later
#include "rules/rules_graph.h"

#include "words/theme.h"

#include <QKeyEvent>
#include <QPainter>
#include <QScrollBar>
#include <QWheelEvent>
#include <algorithm>
#include <cmath>

namespace hoplens::views {

RulesGraph::RulesGraph(QWidget* parent) : QAbstractScrollArea(parent)
{
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    setMinimumHeight(120);
    setAccessibleName(tr("Chains as a graph"));
    setAccessibleDescription(tr("Arrow keys walk from chain to chain, Enter opens what a chain jumps to. The list beside it has the same chains."));
}

void RulesGraph::setRules(std::shared_ptr<const Scene> scene, const Namespace* space)
{
    const bool isSame = m_space && space && m_space->inode == space->inode && m_space->rules.chains.size() == space->rules.chains.size();
    m_scene = std::move(scene);
    m_space = space;
    m_jumps = m_space ? indexJumps(m_space->rules) : JumpIndex{};
    m_shown.met.clear();
    if (!isSame) {
        m_shown = {};
        // Base chains of few targets are opened: that is the firewall at a glance.
        constexpr std::size_t few = 12;
        for (std::uint32_t c = 0; m_space && c < m_space->rules.chains.size(); ++c)
            if (m_space->rules.chains[c].hook && !m_jumps.targets[c].empty() && m_jumps.targets[c].size() <= few)
                m_shown.opened.insert(c);
        horizontalScrollBar()->setValue(0);
        verticalScrollBar()->setValue(0);
    }
    redraw();
}

void RulesGraph::setMet(const RulesMet& met)
{
    m_shown.met = met.chains;
    for (const auto chain : met.chains)
        if (chain < m_jumps.targets.size() && std::ranges::any_of(m_jumps.targets[chain], [&](std::uint32_t target) { return met.chains.contains(target); }))
            m_shown.opened.insert(chain);
    redraw();
}

void RulesGraph::show(ChainId chain)
{
    if (!m_space || chain.value >= m_jumps.callers.size())
        return;
    m_shown.selected = chain;
    // By its first caller, and that one's, up to a base chain or to one that is on the way already.
    std::set<std::uint32_t> seen = {chain.value};
    for (auto at = chain.value; !m_space->rules.chains[at].hook && !m_jumps.callers[at].empty();) {
        at = m_jumps.callers[at].front();
        if (!seen.insert(at).second)
            break;
        m_shown.opened.insert(at);
    }
    if (!m_space->rules.chains[chain.value].hook && m_jumps.callers[chain.value].empty())
        m_shown.opened.insert(chain.value);
    redraw();
    bringIntoSight(chain);
}

void RulesGraph::setTheme(Theme theme)
{
    m_theme = theme;
    viewport()->update();
}

void RulesGraph::redraw()
{
    m_renderer.reset();
    m_picture = m_space ? drawRules(m_space->rules, m_jumps, m_shown) : RulesPicture{};
    m_renderer = std::make_unique<PictureRenderer>(m_picture.picture);
    fitScrollBars();
    viewport()->update();
}

void RulesGraph::fitScrollBars()
{
    const auto fit = [](QScrollBar* bar, double whole, int page) {
        bar->setRange(0, std::max(0, static_cast<int>(std::ceil(whole)) - page));
        bar->setPageStep(page);
        bar->setSingleStep(24);
    };
    fit(horizontalScrollBar(), m_picture.picture.width * m_scale, viewport()->width());
    fit(verticalScrollBar(), m_picture.picture.height * m_scale, viewport()->height());
}

void RulesGraph::paintEvent(QPaintEvent*)
{
    QPainter painter(viewport());
    painter.fillRect(viewport()->rect(), color(Ink::Canvas, m_theme));
    if (!m_renderer)
        return;
    painter.setRenderHint(QPainter::Antialiasing);
    const QPointF corner(horizontalScrollBar()->value(), verticalScrollBar()->value());
    painter.translate(-corner);
    painter.scale(m_scale, m_scale);
    m_renderer->paint(painter, QRectF(corner / m_scale, QSizeF(viewport()->size()) / m_scale), m_scale * devicePixelRatioF(), m_theme);
}

void RulesGraph::resizeEvent(QResizeEvent*) { fitScrollBars(); }

void RulesGraph::toggle(ChainId chain)
{
    if (m_jumps.targets[chain.value].empty())
        return;
    if (!m_shown.opened.insert(chain.value).second)
        m_shown.opened.erase(chain.value);
}

void RulesGraph::mousePressEvent(QMouseEvent* event)
{
    const QPointF at = (event->position() + QPointF(horizontalScrollBar()->value(), verticalScrollBar()->value())) / m_scale;
    for (const auto& [chain, box] : m_picture.cards)
        if (QRectF(box.x, box.y, box.width, box.height).contains(at)) {
            const ChainId chosen = chain; // the cards are made anew
            toggle(chosen);
            m_shown.selected = chosen;
            redraw();
            emit chainChosen(chosen);
            return;
        }
}

void RulesGraph::wheelEvent(QWheelEvent* event)
{
    if ((event->modifiers() & Qt::ControlModifier) == 0)
        return QAbstractScrollArea::wheelEvent(event);
    m_scale = std::clamp(m_scale * std::pow(1.0015, event->angleDelta().y()), 0.2, 4.0);
    fitScrollBars();
    viewport()->update();
    event->accept();
}

void RulesGraph::keyPressEvent(QKeyEvent* event)
{
    const auto walk = [this](double dx, double dy) {
        const hoplens::Box* from = m_shown.selected.valid() ? boxOf(m_shown.selected) : nullptr;
        ChainId best;
        double bestCost = 0;
        for (const auto& [chain, box] : m_picture.cards) {
            const double x = from ? box.x - from->x : box.x;
            const double y = from ? box.y - from->y : box.y;
            const double ahead = x * dx + y * dy;
            const double cost = ahead + 3 * std::abs(x * dy - y * dx);
            if ((from && ahead <= 1) || (best.valid() && cost >= bestCost))
                continue;
            best = chain;
            bestCost = cost;
        }
        if (!best.valid())
            return;
        m_shown.selected = best;
        redraw();
        bringIntoSight(best);
        emit chainChosen(best);
    };
    switch (event->key()) {
    case Qt::Key_Left: return walk(-1, 0);
    case Qt::Key_Right: return walk(1, 0);
    case Qt::Key_Up: return walk(0, -1);
    case Qt::Key_Down: return walk(0, 1);
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (m_shown.selected.valid() && m_shown.selected.value < m_jumps.targets.size()) {
            toggle(m_shown.selected);
            redraw();
        }
        return;
    default: QAbstractScrollArea::keyPressEvent(event);
    }
}

const hoplens::Box* RulesGraph::boxOf(ChainId chain) const
{
    const auto at = std::ranges::find(m_picture.cards, chain, &ChainCard::chain);
    return at == m_picture.cards.end() ? nullptr : &at->box;
}

void RulesGraph::bringIntoSight(ChainId chain)
{
    const hoplens::Box* box = boxOf(chain);
    if (!box)
        return;
    const auto bring = [](QScrollBar* bar, double low, double high, int page) {
        if (low - 24 < bar->value())
            bar->setValue(static_cast<int>(low) - 24);
        else if (high + 24 > bar->value() + page)
            bar->setValue(static_cast<int>(high) + 24 - page);
    };
    bring(horizontalScrollBar(), box->x * m_scale, box->right() * m_scale, viewport()->width());
    bring(verticalScrollBar(), box->y * m_scale, box->bottom() * m_scale, viewport()->height());
}

} // namespace hoplens::views
