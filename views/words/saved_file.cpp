// SPDX-License-Identifier: GPL-3.0-or-later
#include "words/saved_file.h"

#include <QPainter>
#include <QPdfWriter>
#include <QSaveFile>

namespace hoplens::views {
namespace {

Error notWritten(const QSaveFile& file) { return {ErrorCode::SystemFailure, "writing the file: " + file.errorString().toStdString(), file.fileName().toStdString()}; }

} // namespace

Result<void> saveFile(const QString& path, const QByteArray& bytes)
{
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size() || !file.commit())
        return failure(notWritten(file));
    return {};
}

Result<void> saveImage(const QString& path, const QImage& image)
{
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly) || !image.save(&file, "PNG") || !file.commit())
        return failure(notWritten(file));
    return {};
}

Result<void> savePdf(const QString& path, QSizeF size, const std::function<void(QPainter&)>& paint)
{
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly))
        return failure(notWritten(file));
    {
        QPdfWriter writer(&file);
        constexpr double pointsAPixel = 0.75;
        writer.setResolution(96);
        writer.setPageSize(QPageSize(size * pointsAPixel, QPageSize::Point));
        writer.setPageMargins({});
        QPainter painter(&writer);
        paint(painter);
    }
    if (!file.commit())
        return failure(notWritten(file));
    return {};
}

} // namespace hoplens::views
