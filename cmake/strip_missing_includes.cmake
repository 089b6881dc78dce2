# Drops include directories that do not exist from all imported targets, at the end of CMakeLists.txt.
#
# Needed with the ROS 2 wheels of PyPI only: their exported targets name the Python headers of the machine that built
# them, and CMake refuses an imported target with a missing include directory. Used as -DCMAKE_PROJECT_INCLUDE=<this>.
function(l2c_strip_missing_includes)
  get_property(targets DIRECTORY PROPERTY IMPORTED_TARGETS)
  foreach(target IN LISTS targets)
    get_target_property(listed ${target} INTERFACE_INCLUDE_DIRECTORIES)
    set(present)
    foreach(folder IN LISTS listed)
      # relative entries and generator expressions stay
      if(NOT IS_ABSOLUTE "${folder}" OR EXISTS "${folder}")
        list(APPEND present "${folder}")
      endif()
    endforeach()
    if(listed)
      set_target_properties(${target} PROPERTIES INTERFACE_INCLUDE_DIRECTORIES "${present}")
    endif()
  endforeach()
endfunction()
cmake_language(DEFER CALL l2c_strip_missing_includes)
