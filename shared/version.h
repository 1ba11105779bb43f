/* The version of both programs, for their option -V. */
#ifndef SHARED_VERSION_H
#define SHARED_VERSION_H

#define VERSION "0.1"

#endif
