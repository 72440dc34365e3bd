// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "picture/service_picture.h"
#include "topology/picture_view.h"
#include "topology/scene.h"

namespace hoplens::views {

/// One Service as a graph. A click on a card, or Enter on the one that the arrow keys walked to, asks for the way there.
class ServiceGraph : public PictureView {
    Q_OBJECT
public:
    explicit ServiceGraph(QWidget* parent = nullptr);
    /// service must live in the scene; nullptr empties the graph.
    void setService(std::shared_ptr<const Scene> scene, const kube::Service* service);
    const ServicePicture& picture() const { return m_picture; }

signals:
    void targetChosen(const QString& target);

protected:
    void mousePressEvent(QMouseEvent*) override;
    void keyPressEvent(QKeyEvent*) override;
    void resizeEvent(QResizeEvent*) override;

private:
    void redraw();

    std::shared_ptr<const Scene> m_scene;
    const kube::Service* m_service = nullptr;
    std::string m_selected;
    ServicePicture m_picture;
};

} // namespace hoplens::views
