// SPDX-License-Identifier: GPL-3.0-or-later
#include "words/saved_file.h"

#include "base/file.h"

#include <QBuffer>
#include <QPainter>
#include <QPdfWriter>

namespace hoplens::views {
Result<void> saveFile(const QString& path, const QByteArray& bytes) { return writeFile(path.toStdString(), std::string_view(bytes.constData(), static_cast<std::size_t>(bytes.size()))); }

Result<void> saveImage(const QString& path, const QImage& image)
{
    QBuffer buffer;
    if (!buffer.open(QIODevice::WriteOnly) || !image.save(&buffer, "PNG"))
        return failure({ErrorCode::SystemFailure, "the image could not be made", path.toStdString(), 0, "Is there memory enough?"});
    return saveFile(path, buffer.data());
}

Result<void> savePdf(const QString& path, QSizeF size, const std::function<void(QPainter&)>& paint)
{
    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    {
        QPdfWriter writer(&buffer);
        constexpr double pointsAPixel = 0.75;
        writer.setResolution(96);
        writer.setPageSize(QPageSize(size * pointsAPixel, QPageSize::Point));
        writer.setPageMargins({});
        QPainter painter(&writer);
        paint(painter);
    }
    return saveFile(path, buffer.data());
}

} // namespace hoplens::views
