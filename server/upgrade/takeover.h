/*
 * Taking over: this program replaces the old one in the same process. In
 * another process, as a rehearsal, it only reports whether it could.
 */
#ifndef SERVER_UPGRADE_TAKEOVER_H
#define SERVER_UPGRADE_TAKEOVER_H

/*
 * Takes over from the state in that descriptor, and returns when the server is
 * ready, or never. To be called after reload_init.
 */
void takeover(int state);

#endif
