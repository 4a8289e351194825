# One file under the name of every tool, where bash-completion looks for it.
completiondir = $(datadir)/bash-completion/completions
EXTRA_DIST += %D%/lgt
install-data-hook: install-completions
install-completions:
	$(MKDIR_P) '$(DESTDIR)$(completiondir)'
	@set -e; first=; \
	for tool in $(bin_PROGRAMS); do \
	  name=`echo "$$tool" | sed 's|.*/||; s|$(EXEEXT)$$||; $(transform)'`; \
	  echo " completion for $$name"; \
	  if test -z "$$first"; then \
	    $(INSTALL_DATA) '$(srcdir)/%D%/lgt' \
	      "$(DESTDIR)$(completiondir)/$$name"; \
	    first=$$name; \
	  else \
	    rm -f "$(DESTDIR)$(completiondir)/$$name"; \
	    ln -s "$$first" "$(DESTDIR)$(completiondir)/$$name"; \
	  fi; \
	done
uninstall-hook: uninstall-completions
uninstall-completions:
	@for tool in $(bin_PROGRAMS); do \
	  name=`echo "$$tool" | sed 's|.*/||; s|$(EXEEXT)$$||; $(transform)'`; \
	  rm -f "$(DESTDIR)$(completiondir)/$$name"; \
	done
.PHONY: install-completions uninstall-completions
