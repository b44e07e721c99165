# syntax=docker/dockerfile:1
FROM python:3.11-slim-bookworm AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 UV_PYTHON_DOWNLOADS=never
WORKDIR /app
RUN python -m venv /app/.venv && /app/.venv/bin/pip install --quiet uv==0.13.8
COPY requirements.lock ./
RUN VIRTUAL_ENV=/app/.venv /app/.venv/bin/uv pip sync --require-hashes requirements.lock

FROM python:3.11-slim-bookworm
ENV PATH=/app/.venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    ENVIRONMENT=production HOST=0.0.0.0 PORT=8000 DATA_DIR=/data
RUN useradd --system --uid 10001 --home-dir /app pavilion && install -d -o pavilion /data
WORKDIR /app
COPY --from=build /app/.venv .venv
COPY alembic.ini ./
COPY migrations migrations
COPY templates templates
COPY static static
COPY seeds seeds
COPY marketplace marketplace
USER pavilion
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s \
  CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["python", "-m", "marketplace.cli"]
CMD ["web"]
