/* Tests whether systemd's journal reads the output: sd-daemon(3). */
#ifndef SHARED_SYSTEMD_LOG_H
#define SHARED_SYSTEMD_LOG_H

#include <stdbool.h>

/*
 * Returns whether JOURNAL_STREAM names this descriptor. A process started by a
 * service inherits the variable, but may have other descriptors.
 */
bool systemd_log_reads(int fd);

#endif
