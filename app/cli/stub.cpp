#include "command_line.h"
namespace hoplens::cli { int check(const CheckArguments&) { return 1; } }
