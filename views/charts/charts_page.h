// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "charts/counter_history.h"
#include "topology/scene.h"

#include <QWidget>

class QComboBox;
class QCPItemStraightLine;
class QCustomPlot;
class QLabel;
class QPushButton;
class QStackedWidget;

namespace hoplens::views {

/// Counters of a namespace over time as lines: rates, drops, errors, rules, conntrack entries. The wheel zooms in time, dragging
/// moves; the pointer reads the values of its moment.
class ChartsPage : public QWidget {
    Q_OBJECT
public:
    /// history must outlive the page.
    explicit ChartsPage(const CounterHistory& history, QWidget* parent = nullptr);
    void setScene(std::shared_ptr<const Scene> scene);
    void setTheme(Theme theme);
    /// The history has grown.
    void refresh();
    /// Whose counters the page needs; nullopt: nobody's.
    std::optional<CounterWatch> wanted() const;
    /// Goes to a namespace, as its combo box does.
    void showNamespace(const PictureObject& object);
    void showMeasure(Measure measure);
    void setPaused(bool on);
    bool isPaused() const { return m_isPaused; }
    /// What is shown, by the name's ending: png, pdf or csv. Errors: as writing has them.
    Result<void> exportTo(const QString& path);
    int lineCount() const;

signals:
    void wantsOthers();
    void problemMet(const QString& what);

private:
    const Namespace* space() const;
    Measure measure() const;
    QString labelOf(const Series& line) const;
    void gather();
    void draw();
    void readAt(QPointF position);

    const CounterHistory& m_history;
    std::shared_ptr<const Scene> m_scene;
    Theme m_theme = Theme::Light;
    bool m_isPaused = false;
    bool m_isFollowing = true; ///< the newest values stay in sight
    std::vector<Series> m_lines;
    QComboBox* m_space;
    QComboBox* m_measure;
    QPushButton* m_pause;
    QPushButton* m_newest;
    QPushButton* m_save;
    QLabel* m_values;
    QLabel* m_empty;
    QStackedWidget* m_stack;
    QCustomPlot* m_plot;
    QCPItemStraightLine* m_cursor;
};

} // namespace hoplens::views
