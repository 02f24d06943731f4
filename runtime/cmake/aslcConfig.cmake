# aslcConfig.cmake - what find_package(aslc) brings: the compiler, its runtime, and a function that builds workflows.
#
#   ASLC_EXECUTABLE    the compiler
#   aslc::runtime      the library with which the C that aslc writes is linked, and the headers for tasks in C
#   asl_add_workflow   see below
#
#   asl_add_workflow(NAME
#       DEFINITION FILE        the workflow, in JSON or YAML
#       [SOURCES FILE...]      tasks, in C or C++
#       [TASKS FILE]           who does which task: --tasks
#       [SUBSTITUTIONS FILE]   what fills ${...} in the definition: --substitutions
#       [OPTIONS WORD...])     other options of aslc, such as --type=express, -Werror or -DStage=test
#
# adds an executable, which is a target as any other: target_link_libraries(), target_include_directories(), install() and
# $<TARGET_FILE:NAME> take it. Relative names begin in the current source folder. The definition is compiled anew when one of
# the files changes that it is made of.
cmake_minimum_required(VERSION 3.20)

get_filename_component(_aslc_prefix "${CMAKE_CURRENT_LIST_DIR}/../../.." ABSOLUTE)
find_program(ASLC_EXECUTABLE aslc HINTS "${_aslc_prefix}/bin" NO_DEFAULT_PATH)
find_program(ASLC_EXECUTABLE aslc)

# A runtime for another machine lies in a folder of that machine's name.
set(_aslc_lib "${_aslc_prefix}/lib")
if(CMAKE_CROSSCOMPILING AND EXISTS "${_aslc_lib}/asl/${CMAKE_SYSTEM_PROCESSOR}/libasl.a")
    set(_aslc_lib "${_aslc_lib}/asl/${CMAKE_SYSTEM_PROCESSOR}")
endif()

if(NOT ASLC_EXECUTABLE OR NOT EXISTS "${_aslc_lib}/libasl.a")
    set(aslc_FOUND FALSE)
    set(aslc_NOT_FOUND_MESSAGE "there is no ${_aslc_prefix}/bin/aslc, or no ${_aslc_lib}/libasl.a")
    return()
endif()

if(NOT TARGET aslc::runtime)
    file(READ "${_aslc_lib}/asl.libs" _aslc_libraries)
    string(STRIP "${_aslc_libraries}" _aslc_libraries)
    separate_arguments(_aslc_libraries UNIX_COMMAND "${_aslc_libraries}")
    add_library(aslc::runtime STATIC IMPORTED)
    set_target_properties(aslc::runtime PROPERTIES
        IMPORTED_LOCATION "${_aslc_lib}/libasl.a"
        INTERFACE_INCLUDE_DIRECTORIES "${_aslc_prefix}/include;${_aslc_prefix}/lib/asl/include"
        INTERFACE_LINK_LIBRARIES "-Wl,--gc-sections;${_aslc_libraries}")
endif()

function(asl_add_workflow name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "DEFINITION;TASKS;SUBSTITUTIONS" "SOURCES;OPTIONS")
    if(arg_UNPARSED_ARGUMENTS OR arg_KEYWORDS_MISSING_VALUES)
        message(FATAL_ERROR "asl_add_workflow(${name}): what is '${arg_UNPARSED_ARGUMENTS}${arg_KEYWORDS_MISSING_VALUES}'? "
            "It takes DEFINITION, SOURCES, TASKS, SUBSTITUTIONS and OPTIONS, each with what belongs to it.")
    endif()
    if(NOT DEFINED arg_DEFINITION)
        message(FATAL_ERROR "asl_add_workflow(${name}): DEFINITION is missing.")
    endif()
    get_filename_component(definition "${arg_DEFINITION}" ABSOLUTE)
    set(options ${arg_OPTIONS})
    if(DEFINED arg_TASKS)
        get_filename_component(file "${arg_TASKS}" ABSOLUTE)
        list(APPEND options --tasks "${file}")
    endif()
    if(DEFINED arg_SUBSTITUTIONS)
        get_filename_component(file "${arg_SUBSTITUTIONS}" ABSOLUTE)
        list(APPEND options --substitutions "${file}")
    endif()
    if(CMAKE_CROSSCOMPILING)
        list(APPEND options "--cc=${CMAKE_C_COMPILER}")
    endif()

    # The tasks are objects of their own, because aslc looks there for their functions. They are compiled as the target wants.
    set(objects)
    if(arg_SOURCES)
        add_library(${name}.tasks OBJECT ${arg_SOURCES})
        target_link_libraries(${name}.tasks PRIVATE aslc::runtime)
        target_include_directories(${name}.tasks PRIVATE "$<TARGET_PROPERTY:${name},INCLUDE_DIRECTORIES>")
        target_compile_definitions(${name}.tasks PRIVATE "$<TARGET_PROPERTY:${name},COMPILE_DEFINITIONS>")
        target_compile_options(${name}.tasks PRIVATE "$<TARGET_PROPERTY:${name},COMPILE_OPTIONS>")
        set(objects "$<TARGET_OBJECTS:${name}.tasks>")
    endif()

    set(made "${CMAKE_CURRENT_BINARY_DIR}/${name}.asl.c")
    add_custom_command(OUTPUT "${made}"
        COMMAND "${ASLC_EXECUTABLE}" --emit=c -MMD -MF "${made}.d" ${options} -o "${made}" "${definition}" "${objects}"
        DEPENDS "${definition}" ${objects} "${ASLC_EXECUTABLE}"
        DEPFILE "${made}.d"
        COMMENT "Compiling the workflow ${name}"
        COMMAND_EXPAND_LISTS VERBATIM)
    # gcc would inline all functions into one, which takes time that grows faster than they do.
    set_source_files_properties("${made}" PROPERTIES COMPILE_OPTIONS -fno-inline)
    add_executable(${name} "${made}" ${objects})
    target_link_libraries(${name} PRIVATE aslc::runtime)
endfunction()
