// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kube/field_tree.h"
#include "kube/objects.h"

namespace hoplens::kube {

/// Reads manifests: YAML of one or many documents, or JSON; single objects and lists of them. What is added to `objects`: the objects,
/// and a note for each document that cannot be read (it alone is lost), each kind that Hoplens does not know and each field that it
/// does not. file: its name, for notes. Of an object that is told again the last counts, with a note. Cost: linear. Any thread.
void readManifests(std::string_view text, const std::string& file, Objects& objects);

/// A file, "-" for standard input, or a folder with all its .yaml, .yml and .json files, in the order of their names, folders within
/// included. Errors: those of readFile; InvalidInput when something is there, and nothing of it could be read; LimitExceeded for more than 100,000 files.
Result<Objects> loadManifests(const std::string& path);

/// The documents of a text as trees, whatever they are: for configuration that is no object of the API.
/// Errors: InvalidInput with file, line and column.
Result<std::vector<FieldTree>> readDocuments(std::string_view text, const std::string& file);

/// A document of a YAML text, and the line that it begins at.
struct DocumentText {
    std::string_view text;
    std::uint32_t firstLine = 1;
};
/// Splits at the lines that end documents wherever they stand (--- and ...). Empty documents are left out.
std::vector<DocumentText> splitDocuments(std::string_view text);

} // namespace hoplens::kube
