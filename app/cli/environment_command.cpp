// SPDX-License-Identifier: GPL-3.0-or-later
#include "command_line.h"

#include "cluster/cluster_places.h"
#include "cluster/environment.h"

#include <iostream>

namespace hoplens::cli {

int environment(const EnvironmentArguments& arguments)
{
    const auto input = loadInput(arguments.input, arguments.cluster);
    if (!input)
        return fail(input.error());
    if (!input->cluster)
        return fail({ErrorCode::InvalidInput, "the input has no Kubernetes objects", arguments.input, 0, "Give manifests as the input, or with --objects."});
    const auto pod = cluster::findPod(input->cluster->objects, arguments.pod, "default");
    if (!pod)
        return fail(pod.error());
    std::vector<std::string> younger;
    std::string out;
    for (const auto& variable : cluster::serviceEnvironment(input->cluster->objects, **pod, younger))
        out += variable.name + "=" + variable.value + "\n";
    for (const auto& service : younger)
        std::cerr << "note: " << service << " is younger than the pod: its variables are not there until the pod is made anew\n";
    return print(out);
}

} // namespace hoplens::cli
