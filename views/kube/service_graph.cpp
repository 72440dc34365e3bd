// SPDX-License-Identifier: GPL-3.0-or-later
#include "kube/service_graph.h"

#include "words/theme.h"

#include <QKeyEvent>
#include <algorithm>

namespace hoplens::views {

ServiceGraph::ServiceGraph(QWidget* parent) : PictureView(parent)
{
    setAccessibleName(tr("Service as a graph"));
    setAccessibleDescription(tr("Arrow keys walk from card to card, Enter traces a packet there. The table beside it has the same ports."));
}

void ServiceGraph::setService(std::shared_ptr<const Scene> scene, const kube::Service* service)
{
    m_scene = std::move(scene);
    m_service = service;
    m_selected.clear();
    scrollToBegin();
    redraw();
    fitWidth();
}

void ServiceGraph::resizeEvent(QResizeEvent* event)
{
    PictureView::resizeEvent(event);
    fitWidth();
}

void ServiceGraph::redraw()
{
    m_picture = m_service ? drawService(*m_scene->cluster->endpoints, *m_service, m_selected) : ServicePicture{};
    setPicture(m_picture.picture);
}

void ServiceGraph::mousePressEvent(QMouseEvent* event)
{
    const auto at = toPicture(event->position());
    for (const auto& card : m_picture.cards)
        if (QRectF(card.box.x, card.box.y, card.box.width, card.box.height).contains(at)) {
            m_selected = card.target;
            const auto target = text(m_selected);
            redraw();
            emit targetChosen(target);
            return;
        }
}

void ServiceGraph::keyPressEvent(QKeyEvent* event)
{
    const auto& cards = m_picture.cards;
    const auto at = std::ranges::find(cards, m_selected, &ServiceCard::target);
    const auto index = at == cards.end() ? -1 : at - cards.begin();
    const bool isNext = event->key() == Qt::Key_Down || event->key() == Qt::Key_Right;
    const bool isPrevious = event->key() == Qt::Key_Up || event->key() == Qt::Key_Left;
    if ((event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) && at != cards.end()) {
        emit targetChosen(text(m_selected));
    } else if ((isNext || isPrevious) && !cards.empty()) {
        const auto next = std::clamp<std::ptrdiff_t>(index + (isNext ? 1 : -1), 0, std::ssize(cards) - 1);
        m_selected = cards[static_cast<std::size_t>(next)].target;
        const auto box = cards[static_cast<std::size_t>(next)].box;
        setAccessibleDescription(text(cards[static_cast<std::size_t>(next)].words));
        redraw();
        bringIntoSight(box);
    } else {
        PictureView::keyPressEvent(event);
    }
}

} // namespace hoplens::views
