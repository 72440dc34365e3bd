// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "words/theme.h"

#include <QAbstractButton>

namespace hoplens::views {

/// One step in a hop's column: its layer in a small frame, its kind in its colour, and what decided.
class StepRow : public QAbstractButton {
    Q_OBJECT
public:
    StepRow(int layer, const QString& kind, Ink ink, const QString& words, Theme theme, int typeSize, QWidget* parent = nullptr);
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent*) override;

private:
    int m_layer;
    QString m_kind;
    Ink m_ink;
    Theme m_theme;
    int m_type; ///< pixels
};

} // namespace hoplens::views
