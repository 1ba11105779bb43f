/*
 * Reaping: collects children that have died, and tells all modules concerned.
 */
#ifndef SERVER_REAP_H
#define SERVER_REAP_H

/*
 * Reaps the dead. Called when a child has died, or when it is time to check all
 * children.
 */
void reap_children(void);

#endif
