/* What all sources of the compiled part begin with. */

#ifndef CLEANER_KERNELS_H
#define CLEANER_KERNELS_H

#include <stdint.h>

#if defined(_WIN32)
#define EXPORT __declspec(dllexport)
#else
#define EXPORT __attribute__((visibility("default")))
#endif

#endif
