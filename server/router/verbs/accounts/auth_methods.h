/*
 * The ways to log in that a client is offered, whether it can create an
 * account, and whether there is a history. They depend on the configuration, on
 * the client's address, and on whether the keeper is there. A client that has
 * asked is told when they change.
 */
#ifndef SERVER_ROUTER_VERBS_ACCOUNTS_AUTH_METHODS_H
#define SERVER_ROUTER_VERBS_ACCOUNTS_AUTH_METHODS_H

/*
 * Tells clients of their new offers, when the keeper has come or gone or the
 * configuration has changed.
 */
void auth_methods_changed(void);

#endif
