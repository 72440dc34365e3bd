// SPDX-License-Identifier: GPL-3.0-or-later
#include "rules/rules_graph.h"

#include <QKeyEvent>
#include <algorithm>
#include <cmath>

namespace hoplens::views {

RulesGraph::RulesGraph(QWidget* parent) : PictureView(parent)
{
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
        scrollToBegin();
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

void RulesGraph::redraw()
{
    m_picture = m_space ? drawRules(m_space->rules, m_jumps, m_shown) : RulesPicture{};
    setPicture(m_picture.picture);
}

void RulesGraph::toggle(ChainId chain)
{
    if (m_jumps.targets[chain.value].empty())
        return;
    if (!m_shown.opened.insert(chain.value).second)
        m_shown.opened.erase(chain.value);
}

void RulesGraph::mousePressEvent(QMouseEvent* event)
{
    const QPointF at = toPicture(event->position());
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
    default: PictureView::keyPressEvent(event);
    }
}

const hoplens::Box* RulesGraph::boxOf(ChainId chain) const
{
    const auto at = std::ranges::find(m_picture.cards, chain, &ChainCard::chain);
    return at == m_picture.cards.end() ? nullptr : &at->box;
}

void RulesGraph::bringIntoSight(ChainId chain)
{
    if (const hoplens::Box* box = boxOf(chain))
        PictureView::bringIntoSight(*box);
}

} // namespace hoplens::views
