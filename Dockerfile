# Two images from one source: `application` (the default) runs the web server and the worker, `edge` is nginx with the
# same release's style sheets. Tags are pinned; `docker compose build --pull` fetches their security rebuilds.

# ---- build: what is needed once ----
FROM python:3.11.15-slim-bookworm AS build

ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PYTHONDONTWRITEBYTECODE=1
RUN python -m venv /opt/venv

# Wheels only: a package that wanted a compiler would fail here instead of asking for one.
COPY requirements.txt /tmp/requirements.txt
RUN /opt/venv/bin/pip install --only-binary :all: -r /tmp/requirements.txt \
    && /opt/venv/bin/pip uninstall -y pip setuptools

WORKDIR /app
COPY manage.py ./
COPY platform ./platform
COPY resource_library ./resource_library
COPY sites ./sites
COPY themes ./themes
COPY migration_tools ./migration_tools
COPY deploy/entrypoint.sh deploy/gunicorn.conf.py deploy/healthcheck.py deploy/make_bucket.py ./deploy/
RUN /opt/venv/bin/python -m compileall -q -j 0 /opt/venv/lib /app

# The secret lives for this one command and signs nothing.
RUN SECRET_KEY="$(python -c 'import secrets; print(secrets.token_urlsafe(50))')" \
    DJANGO_SETTINGS_MODULE=unified_platform.settings.production ADMIN_HOSTS=build.invalid STATIC_ROOT=/app/static VAR_DIR=/tmp/var \
    /opt/venv/bin/python manage.py collectstatic --noinput

# ---- edge: the only container that the Internet reaches ----
FROM nginxinc/nginx-unprivileged:1.28.3-alpine AS edge

USER root
RUN rm -f /etc/nginx/conf.d/default.conf \
    && mkdir -p /var/log/edge /var/cache/edge \
    && chown 101:101 /var/log/edge /var/cache/edge
COPY deploy/nginx/nginx.conf /etc/nginx/nginx.conf
COPY deploy/nginx/templates /etc/nginx/templates
COPY --from=build /app/static /srv/static
USER 101:101

# What is the same in every installation; hosts and upstreams come from the compose file.
ENV NGINX_ENVSUBST_FILTER=^EDGE_ \
    EDGE_HTTP_PORT=8080 EDGE_HTTPS_PORT=8443 EDGE_ADMIN_PORT=8444 EDGE_HEALTH_PORT=8090 \
    EDGE_STATIC_ROOT=/srv/static EDGE_LOG_DIR=/var/log/edge EDGE_CACHE_DIR=/var/cache/edge
EXPOSE 8080 8443 8444
VOLUME ["/var/log/edge", "/var/cache/edge"]
HEALTHCHECK --interval=15s --timeout=5s --start-period=10s --retries=3 \
    CMD ["wget", "-q", "-O", "/dev/null", "http://127.0.0.1:8090/"]

# ---- application: web server and worker ----
FROM python:3.11.15-slim-bookworm AS application

RUN pip uninstall -y --root-user-action=ignore pip setuptools wheel \
    && groupadd --gid 10001 tongyuan \
    && useradd --uid 10001 --gid tongyuan --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin tongyuan \
    && install -d -o tongyuan -g tongyuan -m 0750 /var/lib/tongyuan

COPY --from=build /opt/venv /opt/venv
COPY --from=build /app /app
WORKDIR /app

# Everything that is written lies in VAR_DIR or /tmp, so the root file system may be mounted read-only.
ENV PATH=/opt/venv/bin:$PATH PYTHONPATH=/app/platform PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=unified_platform.settings.production \
    VAR_DIR=/var/lib/tongyuan STATIC_ROOT=/app/static
USER 10001:10001
VOLUME ["/var/lib/tongyuan"]
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=10s --start-period=40s --retries=3 CMD ["python", "deploy/healthcheck.py"]
ENTRYPOINT ["deploy/entrypoint.sh"]
CMD ["gunicorn", "--config", "deploy/gunicorn.conf.py", "unified_platform.wsgi:application"]
