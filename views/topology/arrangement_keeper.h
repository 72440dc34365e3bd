// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "topology/scene.h"

#include <QObject>
#include <QPointF>
#include <QUndoStack>

namespace hoplens::views {

/// How the network at hand is arranged: changed by a person, undone, kept while the network changes, and remembered in a file for
/// the next time that the same hosts are shown.
class ArrangementKeeper : public QObject {
    Q_OBJECT
public:
    explicit ArrangementKeeper(QObject* parent = nullptr);

    const Arrangement& arrangement() const { return m_arrangement; }
    QUndoStack* history() { return &m_history; }
    /// Another network: what is remembered of its hosts, and no history. Any file that cannot be read counts as none.
    void begin(std::shared_ptr<const Snapshot> snapshot);
    /// The network is followed: in a later picture everything stays where it is in this one.
    void follow(const Scene& scene);

    /// What hangs from the objects comes along. by: in the picture's units.
    void move(const Scene& scene, const std::set<PictureObject>& objects, QPointF by);
    /// Collapsed ones are opened; when none is, all are collapsed.
    void toggleCollapsed(const Scene& scene, const std::set<PictureObject>& objects);
    void hide(const Scene& scene, const std::set<PictureObject>& objects);
    void togglePinned(const Scene& scene, const std::set<PictureObject>& objects);
    /// Everything that is not pinned goes where the layout puts it.
    void layOutAnew();
    void showEverything();

signals:
    void changed();

private:
    class Change;
    void set(const QString& what, Arrangement arrangement);
    void remember() const;

    Arrangement m_arrangement;
    QUndoStack m_history;
    std::shared_ptr<const Snapshot> m_snapshot; ///< whose names the file has
    QString m_file;
};

/// What a person can move: a namespace that is not the host's own, or a bridge that is drawn.
bool isMovable(const Scene& scene, const PictureObject& object);
/// The objects with all that hangs from them.
std::set<PictureObject> withWhatHangs(const Scene& scene, const std::set<PictureObject>& objects);

} // namespace hoplens::views
