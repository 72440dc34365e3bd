// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/file.h"
#include "kube/manifests.h"
#include "proxy/settings_file.h"

#include <QDir>
#include <QFile>
#include <QTest>
#include <string>

/// Where the data about real kube-proxy processes is, and a loud skip where it is not.
namespace hoplens::test {

inline QString oracleFolder(const QString& name) { return QStringLiteral(HOPLENS_SOURCE_DIR "/../shared/oracles/") + name; }

inline QStringList oracleCases(const QString& folder)
{
    return QDir(oracleFolder(folder)).entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name);
}

struct Case {
    kube::Objects objects;
    proxy::ProxySettings settings;
};

inline Case readCase(const QString& folder, const char* config)
{
    auto objects = kube::loadManifests((folder + "/objects.yaml").toStdString());
    if (!objects)
        return {};
    const auto text = readFile((folder + "/" + config).toStdString());
    const auto* node = objects->nodes.empty() ? nullptr : &objects->nodes.front();
    auto settings = proxy::readProxySettings(*text, config, node);
    if (!settings) {
        qWarning("%s", describe(settings.error()).c_str());
        return {};
    }
    return {std::move(*objects), std::move(*settings)};
}

inline std::string contentOf(const QString& file)
{
    const auto text = readFile(file.toStdString());
    return text ? *text : describe(text.error());
}

} // namespace hoplens::test

#define HOPLENS_NEED_ORACLES(folder) \
    if (hoplens::test::oracleCases(folder).isEmpty()) \
        QSKIP("SKIPPED LOUDLY: the data of real kube-proxy processes is not beside this checkout (../shared/oracles)")
