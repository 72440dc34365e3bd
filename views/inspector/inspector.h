// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "topology/scene.h"

#include <QTextBrowser>

namespace hoplens::views {

/// Everything known of the selected object as text that can be copied, with links to the objects it names.
class Inspector : public QTextBrowser {
    Q_OBJECT
public:
    explicit Inspector(QWidget* parent = nullptr);
    void setTheme(Theme theme);
    /// Shows an object of the scene; an invalid one shows what to do.
    void show(std::shared_ptr<const Scene> scene, const PictureObject& object);

signals:
    /// An address as topology/links.h has them.
    void linkFollowed(const QUrl& url);

private:
    void render();

    std::shared_ptr<const Scene> m_scene;
    PictureObject m_object;
    Theme m_theme = Theme::Light;
};

} // namespace hoplens::views
