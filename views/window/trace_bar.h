// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "trace/trace_result.h"

#include <QWidget>

class QComboBox;
class QLineEdit;
class QPushButton;
class QStringListModel;

namespace hoplens::views {

/// The address bar of packets: from where, to what, over which protocol.
class TraceBar : public QWidget {
    Q_OBJECT
public:
    explicit TraceBar(QWidget* parent = nullptr);
    /// Completes over the places and addresses of a scene.
    void setScene(const std::shared_ptr<const Scene>& scene);
    TraceQuestion question() const;
    void setQuestion(const TraceQuestion& question);
    void setFrom(const QString& place);
    void focusTarget();

signals:
    void asked(const hoplens::views::TraceQuestion& question);

private:
    void ask();

    QLineEdit* m_from;
    QLineEdit* m_to;
    QComboBox* m_protocol;
    QComboBox* m_age;
    QPushButton* m_button;
    QStringListModel* m_places;
    QStringListModel* m_targets;
};

} // namespace hoplens::views
