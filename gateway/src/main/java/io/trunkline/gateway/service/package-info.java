/** Whose request is it, may it pass, and through which policies does it go. */
package io.trunkline.gateway.service;
