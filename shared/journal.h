/* Tests whether systemd's journal reads the output: sd-daemon(3). */
#ifndef SHARED_JOURNAL_H
#define SHARED_JOURNAL_H

#include <stdbool.h>

/*
 * Returns whether JOURNAL_STREAM names this descriptor. A process started by a
 * service inherits the variable, but may have other descriptors.
 */
bool journal_has_descriptor(int fd);

#endif
