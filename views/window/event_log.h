// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "topology/scene.h"

#include <QListWidget>

namespace hoplens::views {

/// What became of a network, in words, an object each: namespaces that came and went, interfaces that came, went or changed, and
/// which other facts of a namespace are others.
std::vector<std::pair<PictureObject, QString>> changesBetween(const Snapshot& before, const Snapshot& after);

/// What has changed while the network was followed, with the time; choosing a line shows its object.
class EventLog : public QListWidget {
    Q_OBJECT
public:
    explicit EventLog(QWidget* parent = nullptr);
    void append(const std::vector<std::pair<PictureObject, QString>>& changes);

signals:
    void objectWanted(const hoplens::PictureObject& object);
};

} // namespace hoplens::views
