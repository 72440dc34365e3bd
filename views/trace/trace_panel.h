// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "picture/network_picture.h"
#include "trace/trace_result.h"

#include <QTimer>
#include <QWidget>

class QBoxLayout;
class QLabel;
class QPushButton;
class QScrollArea;
class QTabBar;
class QTextBrowser;
class QUrl;
class QVBoxLayout;

namespace hoplens::views {

/// A step of the shown branch, on the way there or back.
struct StepPlace {
    std::size_t branch = 0;
    std::size_t reply = 0; ///< which of the ways back is shown beside it
    bool isBack = false;
    std::size_t step = 0;
    bool operator==(const StepPlace&) const = default;
};

/// A trace as a person reads it: one sentence, a tab for each branch, a column for each hop, and the packet before and after the
/// step at hand. Steps forward and back, by itself when it plays.
class TracePanel : public QWidget {
    Q_OBJECT
public:
    explicit TracePanel(QWidget* parent = nullptr);

    void setResult(std::shared_ptr<const TraceResult> result);
    /// The same question answered for a later network: stays at the branch and step that were shown, and goes on playing.
    void updateResult(std::shared_ptr<const TraceResult> result);
    /// What could not be traced, and why.
    void setProblem(const QString& problem);
    void setTheme(Theme theme);
    /// The height of the type; setTheme shows it.
    void setTypeSize(int pixels);
    static constexpr int usualType = 13;
    const std::shared_ptr<const TraceResult>& result() const { return m_result; }
    const StepPlace& place() const { return m_place; }
    /// The step that is shown; nullptr: none.
    const Step* currentStep() const { return step(m_place); }
    QString sentence() const;
    bool isPlaying() const { return m_play.isActive(); }

public slots:
    void stepForward();
    void stepBack();
    void goTo(const hoplens::views::StepPlace& place);
    void play(bool on);
    void setSpeed(double stepsPerSecond);
    double speed() const { return 1000.0 / m_play.interval(); }

signals:
    void branchShown(std::size_t branch);
    void stepShown(const hoplens::views::StepPlace& place);
    /// To what decided a step: an address as topology/links.h has them.
    void linkFollowed(const QUrl& url);
    void playingChanged(bool on);

protected:
    void resizeEvent(QResizeEvent* event) override;
    void keyPressEvent(QKeyEvent*) override;

private:
    const TraceBranch* branch() const;
    const TraceBranch* reply() const;
    const Step* step(const StepPlace& place) const;
    void nameReplies();
    void showBranch();
    QVBoxLayout* addHop(const QString& name, QBoxLayout* into);
    void showRow(QWidget& line);
    void addHops(const TraceBranch& walked, bool isBack, QBoxLayout* into);
    void showStep();
    void fitDetail();
    QString packetDetail(const Step& step) const;
    QString deciderOf(const Step& step) const;
    QString layerStack(const Step& step) const;

    std::shared_ptr<const TraceResult> m_result;
    Theme m_theme = Theme::Light;
    int m_type = usualType;
    StepPlace m_place;
    QLabel* m_mark;
    QLabel* m_sentence;
    QTabBar* m_tabs;
    QTabBar* m_replies;
    QScrollArea* m_scroll;
    QTextBrowser* m_detail;
    QPushButton* m_backButton;
    QPushButton* m_playButton;
    QPushButton* m_forwardButton;
    std::vector<std::pair<StepPlace, QWidget*>> m_rows;
    QTimer m_play;
};

} // namespace hoplens::views
