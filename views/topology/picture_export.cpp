// SPDX-License-Identifier: GPL-3.0-or-later
#include "topology/picture_export.h"

#include "topology/picture_renderer.h"
#include "words/saved_file.h"
#include "words/theme.h"

#include <QPainter>

namespace hoplens::views {

QSize imageSize(const DisplayList& picture)
{
    constexpr double longestSide = 8192;
    const double scale = std::min(2.0, longestSide / std::max({picture.width, picture.height, 1.0}));
    return {std::max(1, qRound(picture.width * scale)), std::max(1, qRound(picture.height * scale))};
}

Result<void> savePicture(const QString& path, const DisplayList& picture, Theme theme)
{
    const QRectF whole(0, 0, picture.width, picture.height);
    if (path.endsWith(".svg", Qt::CaseInsensitive))
        return saveFile(path, QByteArray::fromStdString(writeSvg(picture, theme)));
    if (path.endsWith(".png", Qt::CaseInsensitive)) {
        QImage image(imageSize(picture), QImage::Format_RGB32);
        image.fill(color(Ink::Canvas, theme));
        const double scale = image.width() / std::max(1.0, picture.width);
        QPainter painter(&image);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.scale(scale, scale);
        PictureRenderer(picture).paint(painter, whole, scale, theme);
        painter.end();
        return saveImage(path, image);
    }
    if (path.endsWith(".pdf", Qt::CaseInsensitive))
        return savePdf(path, whole.size(), [&](QPainter& painter) {
            painter.fillRect(whole, color(Ink::Canvas, theme));
            PictureRenderer(picture).paint(painter, whole, 1, theme);
        });
    return failure({ErrorCode::InvalidInput, "the name's ending says no known form", path.toStdString(), 0, "Use .svg, .png or .pdf."});
}

} // namespace hoplens::views
