// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "picture/network_picture.h"
#include "trace/trace_result.h"

#include <QWidget>

class QListWidget;
class QPushButton;

namespace hoplens::views {

/// The traces that were asked for, newest first, each with how it ended. One is shown again by a click; two are compared.
class TraceList : public QWidget {
    Q_OBJECT
public:
    explicit TraceList(QWidget* parent = nullptr);
    /// An answer. When it says the same as the last one to the same question, it takes its place.
    void add(std::shared_ptr<const TraceResult> result);
    void setTheme(Theme theme);
    int count() const { return static_cast<int>(m_results.size()); }
    std::vector<std::shared_ptr<const TraceResult>> selected() const;
    void select(const std::vector<int>& rows);

signals:
    void wanted(const std::shared_ptr<const hoplens::views::TraceResult>& result);
    void comparisonWanted(const std::shared_ptr<const hoplens::views::TraceResult>& left, const std::shared_ptr<const hoplens::views::TraceResult>& right);

private:
    void fill();
    void tellSelection();

    std::vector<std::shared_ptr<const TraceResult>> m_results; ///< newest first
    std::vector<QString> m_times;
    Theme m_theme = Theme::Light;
    QListWidget* m_list;
    QPushButton* m_compare;
    QPushButton* m_remove;
};

/// How a trace ended: "✓", "?" or "✕", with its ink.
std::pair<QString, Ink> markOf(const Trace& trace);
/// "netns/ns1 → 8.8.8.8 icmp".
QString questionText(const TraceQuestion& question);

} // namespace hoplens::views
