// SPDX-License-Identifier: GPL-3.0-or-later
#include "policy/workload_graph.h"

#include "words/theme.h"

#include <QKeyEvent>
#include <algorithm>

namespace hoplens::views {

WorkloadGraph::WorkloadGraph(QWidget* parent) : PictureView(parent)
{
    setAccessibleName(tr("A workload and whom policies let it talk to"));
    setAccessibleDescription(tr("Arrow keys walk from card to card, Enter puts that workload in the middle. The table has the same in words."));
}

void WorkloadGraph::setWorkload(std::shared_ptr<const ReachAnalysis> analysis, const QString& name)
{
    const bool isThere = analysis && analysis->model && !name.isEmpty();
    m_picture = isThere ? drawReachOf(*analysis->model, analysis->connections, name.toStdString()) : WorkloadPicture{};
    m_card = -1;
    setPicture(m_picture.picture);
    scrollToBegin();
    fitWidth();
}

void WorkloadGraph::resizeEvent(QResizeEvent* event)
{
    PictureView::resizeEvent(event);
    fitWidth();
}

void WorkloadGraph::mousePressEvent(QMouseEvent* event)
{
    const auto at = toPicture(event->position());
    for (const auto& card : m_picture.cards)
        if (QRectF(card.box.x, card.box.y, card.box.width, card.box.height).contains(at)) {
            emit workloadChosen(text(card.name));
            return;
        }
}

void WorkloadGraph::keyPressEvent(QKeyEvent* event)
{
    const auto count = static_cast<int>(m_picture.cards.size());
    const bool isNext = event->key() == Qt::Key_Down || event->key() == Qt::Key_Right;
    const bool isPrevious = event->key() == Qt::Key_Up || event->key() == Qt::Key_Left;
    if ((event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) && m_card >= 0) {
        emit workloadChosen(text(m_picture.cards[static_cast<std::size_t>(m_card)].name));
    } else if ((isNext || isPrevious) && count > 0) {
        m_card = std::clamp(m_card + (isNext ? 1 : -1), 0, count - 1);
        const auto& card = m_picture.cards[static_cast<std::size_t>(m_card)];
        setAccessibleDescription(text(card.name));
        bringIntoSight(card.box);
    } else {
        PictureView::keyPressEvent(event);
    }
}

} // namespace hoplens::views
