/*
 * Rules of Landlock, by which the system refuses a process paths, ports and
 * other processes, as far as the kernel knows how. Used by confine.c, for all
 * children, and by sandbox/landlock.c, for one that has files.
 */
#ifndef SERVER_BASE_SYSTEM_LANDLOCK_H
#define SERVER_BASE_SYSTEM_LANDLOCK_H

/*
 * A descriptor of rules by which all is refused, but that files in that
 * directory may be made, read, written and removed; of -1 nothing may. -1 where
 * there is no such thing.
 */
int landlock_make(int directory);

#endif
