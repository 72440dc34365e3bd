// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "picture/reach_picture.h"
#include "policy/reach_analysis.h"
#include "topology/picture_view.h"

namespace hoplens::views {

/// One workload with its gates, who may reach it and whom it may reach. A click on another makes that the one in the middle.
class WorkloadGraph : public PictureView {
    Q_OBJECT
public:
    explicit WorkloadGraph(QWidget* parent = nullptr);
    void setWorkload(std::shared_ptr<const ReachAnalysis> analysis, const QString& name);
    const WorkloadPicture& picture() const { return m_picture; }

signals:
    void workloadChosen(const QString& name);

protected:
    void mousePressEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    WorkloadPicture m_picture;
    int m_card = -1; ///< at the keyboard
};

} // namespace hoplens::views
