/* The version of forkcast, forkcastd and forkcastctl. */
#ifndef SHARED_VERSION_H
#define SHARED_VERSION_H

#define VERSION "0.1"

#endif
