// A task in C++: its exceptions stay in it, and it fails as a task in C does.
#include <asl/task.h>

#include <stdexcept>
#include <string>

static std::string greeting(const char *name)
{
    if (name == nullptr) {
        throw std::invalid_argument("nobody is named");
    }
    return std::string("Hello, ") + name + "!";
}

extern "C" struct json_object *greet(struct json_object *input, struct asl_call *call)
{
    try {
        return json_object_new_string(greeting(json_object_get_string(input)).c_str());
    } catch (const std::invalid_argument &error) {
        asl_call_fail(call, "Name.Missing", error.what());
        return nullptr;
    }
}
