// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "laboratory.h"

#include <QObject>
#include <thread>

namespace hoplens::test {

/// A test with namespaces of its own. Commands run on a thread of their own: the main thread's namespace is what is taken for the host's.
class LaboratoryTest : public QObject {
protected:
    /// Errors, as Laboratory::run tells them; empty: it went well.
    QString run(const QString& space, const QString& program, const QStringList& arguments, const QString& input = {})
    {
        QString error;
        std::thread([&] { error = m_laboratory.run(space, program, arguments, input); }).join();
        return error;
    }
    QString ip(const QString& space, const QStringList& lines)
    {
        QString error;
        std::thread([&] { error = m_laboratory.ip(space, lines); }).join();
        return error;
    }

    Laboratory m_laboratory;
};

} // namespace hoplens::test
