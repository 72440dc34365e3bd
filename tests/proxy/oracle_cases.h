// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDir>
#include <QTest>
#include <string>

/// Where the data about real kube-proxy processes is, and a loud skip where it is not.
namespace hoplens::test {

inline QString oracleFolder(const QString& name) { return QStringLiteral(HOPLENS_SOURCE_DIR "/../shared/oracles/") + name; }

inline QStringList oracleCases(const QString& folder)
{
    return QDir(oracleFolder(folder)).entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name);
}

} // namespace hoplens::test

#define HOPLENS_NEED_ORACLES(folder) \
    if (hoplens::test::oracleCases(folder).isEmpty()) \
        QSKIP("SKIPPED LOUDLY: the data of real kube-proxy processes is not beside this checkout (../shared/oracles)")
