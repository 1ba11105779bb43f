/*
 * Taking over: this program replaces the old one in the same process, or goes
 * back to it. In another process, as a rehearsal, it only reports whether it
 * could.
 */
#ifndef SERVER_UPGRADE_TAKEOVER_H
#define SERVER_UPGRADE_TAKEOVER_H

#include <stdnoreturn.h>

/*
 * Takes over from the state in that descriptor, and returns when the server is
 * ready, or never. If updates is not 0, the state is only tried, and updates is
 * the pipe that tells when there is more of it (base/state/state.h). To be
 * called after reload_init.
 */
void takeover(int state, int updates);

/*
 * Goes back to the old program because this one cannot even start. what names
 * the step that failed, and errno the reason.
 */
noreturn void takeover_fails(int state, const char *what);

#endif
