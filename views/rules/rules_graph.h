// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "picture/rules_picture.h"
#include "rules/chain_model.h"
#include "topology/picture_view.h"

namespace hoplens::views {

/// The firewall of a namespace as a graph of hooks and chains. A click chooses a chain and opens or closes what it jumps to; the arrow
/// keys walk from card to card, Enter opens; Ctrl and the wheel zoom.
class RulesGraph : public PictureView {
    Q_OBJECT
public:
    explicit RulesGraph(QWidget* parent = nullptr);
    /// space must live in scene; nullptr empties the graph.
    void setRules(std::shared_ptr<const Scene> scene, const Namespace* space);
    /// The chains that a trace met are lit, and opened.
    void setMet(const RulesMet& met);
    /// Marks a chain, opens the way to it and brings it into sight.
    void show(ChainId chain);
    const RulesPicture& picture() const { return m_picture; }
    const RulesShown& shown() const { return m_shown; }

signals:
    void chainChosen(hoplens::ChainId chain);

protected:
    void mousePressEvent(QMouseEvent*) override;
    void keyPressEvent(QKeyEvent*) override;

private:
    void redraw();
    void toggle(ChainId chain);
    void bringIntoSight(ChainId chain);
    const hoplens::Box* boxOf(ChainId chain) const;

    std::shared_ptr<const Scene> m_scene;
    const Namespace* m_space = nullptr;
    JumpIndex m_jumps;
    RulesShown m_shown;
    RulesPicture m_picture;
};

} // namespace hoplens::views
