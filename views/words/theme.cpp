// SPDX-License-Identifier: GPL-3.0-or-later
#include "words/theme.h"

#include <QApplication>
#include <QFontDatabase>
#include <QPalette>
#include <QStyleFactory>

namespace hoplens::views {
namespace {

QString family(const char* wanted, QFontDatabase::SystemFont otherwise)
{
    return QFontDatabase::hasFamily(wanted) ? QString(wanted) : QFontDatabase::systemFont(otherwise).family();
}

} // namespace

QColor color(Ink ink, Theme theme) { return ink == Ink::None ? QColor(Qt::transparent) : QColor(text(inkColor(ink, theme))); }

QFont sansFont(double pixels, bool bold)
{
    static const QString name = family("Inter", QFontDatabase::GeneralFont);
    QFont font(name);
    font.setPixelSize(std::max(1, qRound(pixels)));
    font.setWeight(bold ? QFont::DemiBold : QFont::Normal);
    return font;
}

QFont fixedFont(double pixels)
{
    static const QString name = family("JetBrains Mono", QFontDatabase::FixedFont);
    QFont font(name);
    font.setPixelSize(std::max(1, qRound(pixels)));
    font.setStyleHint(QFont::Monospace);
    return font;
}

QString fixedStyle() { return QString("code { font-family: '%1'; }").arg(fixedFont(12).family()); }

void applyTheme(QApplication& application, Theme theme)
{
    application.setStyle(QStyleFactory::create("Fusion"));
    const auto ink = [theme](Ink of) { return color(of, theme); };
    QPalette palette;
    palette.setColor(QPalette::Window, ink(Ink::Surface));
    palette.setColor(QPalette::WindowText, ink(Ink::Text));
    palette.setColor(QPalette::Base, ink(Ink::Surface));
    palette.setColor(QPalette::AlternateBase, ink(Ink::Raised));
    palette.setColor(QPalette::Text, ink(Ink::Text));
    palette.setColor(QPalette::PlaceholderText, ink(Ink::Muted));
    palette.setColor(QPalette::Button, ink(Ink::Raised));
    palette.setColor(QPalette::ButtonText, ink(Ink::Text));
    palette.setColor(QPalette::ToolTipBase, ink(Ink::Raised));
    palette.setColor(QPalette::ToolTipText, ink(Ink::Text));
    palette.setColor(QPalette::Highlight, ink(Ink::Selection));
    palette.setColor(QPalette::HighlightedText, ink(Ink::Text));
    palette.setColor(QPalette::Link, ink(Ink::Link));
    palette.setColor(QPalette::BrightText, ink(Ink::Problem));
    palette.setColor(QPalette::Mid, ink(Ink::Border));
    palette.setColor(QPalette::Dark, ink(Ink::Border));
    palette.setColor(QPalette::Light, ink(Ink::Raised));
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        palette.setColor(QPalette::Disabled, role, ink(Ink::Muted));
    application.setPalette(palette);
    application.setFont(sansFont(13));
    const auto name = [&](Ink of) { return ink(of).name(); };
    application.setStyleSheet(QString("QMainWindow::separator { background: %1; width: 1px; height: 1px; }"
                                      "QDockWidget { font-weight: 600; titlebar-close-icon: url(:/icons/close-%8.svg); titlebar-normal-icon: url(:/icons/float-%8.svg); }"
                                      "QDockWidget::title { padding: 8px 12px; text-align: left; }"
                                      "QDockWidget::close-button, QDockWidget::float-button { border: 0; background: transparent; padding: 0; icon-size: 14px; }"
                                      "QComboBox::drop-down { border: 0; width: 24px; } QComboBox::down-arrow { image: url(:/icons/chevron-down-%8.svg); width: 14px; height: 14px; }"
                                      "QScrollBar { background: transparent; border: 0; margin: 0; } QScrollBar:vertical { width: 10px; } QScrollBar:horizontal { height: 10px; }"
                                      "QScrollBar::handle { background: %1; border-radius: 4px; margin: 1px; } QScrollBar::handle:hover { background: %7; }"
                                      "QScrollBar::handle:vertical { min-height: 28px; } QScrollBar::handle:horizontal { min-width: 28px; }"
                                      "QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; } QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }"
                                      "QHeaderView { background: transparent; } QHeaderView::section { background: transparent; border: 0; border-bottom: 1px solid %1; padding: 5px 8px; color: %7; }"
                                      "QSplitter::handle { background: %1; } QSplitter::handle:horizontal { width: 1px; } QSplitter::handle:vertical { height: 1px; }"
                                      "QMenu { background: %2; border: 1px solid %1; border-radius: 6px; padding: 4px; } QMenu::item { padding: 6px 24px 6px 12px; border-radius: 4px; } QMenu::item:selected { background: %4; color: %5; } QMenu::item:disabled { color: %7; } QMenu::separator { height: 1px; background: %1; margin: 4px 8px; }"
                                      "QToolTip { border: 1px solid %1; background: %2; color: %5; padding: 4px 6px; }"
                                      "QToolBar { border: 0; border-bottom: 1px solid %1; padding: 8px; spacing: 8px; }"
                                      "QLineEdit, QComboBox { border: 1px solid %1; border-radius: 8px; padding: 5px 10px; background: %2; selection-background-color: %4; selection-color: %5; }"
                                      "QLineEdit:focus, QComboBox:focus { border-color: %3; }"
                                      "QPushButton { border: 1px solid %1; border-radius: 8px; padding: 6px 14px; background: %2; }"
                                      "QPushButton:hover, QPushButton:focus { border-color: %3; }"
                                      "QPushButton[primary=\"true\"] { background: %3; border-color: %3; color: %6; font-weight: 600; }"
                                      "QPushButton[primary=\"true\"]:disabled { background: %1; border-color: %1; color: %7; }"
                                      "QPushButton:disabled { color: %7; }"
                                      "QCheckBox::indicator { width: 13px; height: 13px; border: 1px solid %7; border-radius: 3px; background: %2; }"
                                      "QCheckBox::indicator:checked { border: 4px solid %3; }"
                                      "QTreeView, QTextBrowser, QListView { border: 0; } QTreeView::item { padding: 4px 0; } QTableView::item { padding: 0 8px; }"
                                      "QTabBar::tab { border: 0; padding: 6px 12px; color: %7; } QTabBar::tab:selected { color: %5; border-bottom: 2px solid %3; }")
                                  .arg(name(Ink::Border), name(Ink::Raised), name(Ink::Link), name(Ink::Selection), name(Ink::Text), name(Ink::Surface), name(Ink::Muted), isDark(theme) ? "dark" : "light"));
}

QString text(std::string_view utf8) { return QString::fromUtf8(utf8.data(), static_cast<qsizetype>(utf8.size())); }

QString describeError(const Error& error) { return text(describe(error)); }

} // namespace hoplens::views
