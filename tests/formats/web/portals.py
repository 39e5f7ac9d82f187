"""Pages in the manner of Vietnamese portals: the same invented article in the structures that such sites have.

Every page says what belongs to its article (``KEPT``) and what stands around it (``AROUND``). No page, sentence or name
is real.
"""

import json

TITLE = "Lũ quét ở xã Nậm Khoang, ba người mất tích"
LEAD = "Mưa lớn suốt đêm làm nước suối Khoang dâng cao, cuốn trôi nhiều nhà dân ở bản Pú Nhù."
BODY = [
    "Theo báo cáo nhanh của Ban Chỉ huy Phòng thủ dân sự, đến 9 giờ sáng nay lực lượng chức năng đã tiếp cận được bản Pú Nhù.",
    "Ông Lò Văn Thoáng, Chủ tịch UBND xã Nậm Khoang, cho biết ba người vẫn mất tích và năm người bị thương.",
    "“Nước lên nhanh quá, bà con chỉ kịp chạy lên đồi phía sau trường học”, ông Thoáng nói.",
    "Tuyến đường liên xã bị sạt lở tại bốn điểm với khối lượng đất đá ước khoảng 1.200 m3.",
    "Tỉnh đã huy động 140 cán bộ, chiến sĩ cùng hai máy xúc để thông đường và tìm kiếm người mất tích.",
    "Trước mắt, mỗi gia đình có người mất tích được hỗ trợ 20 triệu đồng.",
    "Dự báo trong hai ngày tới khu vực này còn mưa to, nguy cơ lũ quét và sạt lở đất vẫn ở mức cao.",
]
KEPT = [LEAD, *BODY]

RELATED = [
    "Thủy điện Suối Bạc xả lũ trong đêm",
    "Hai học sinh bị nước cuốn khi qua ngầm",
    "Xe tải mất phanh lao xuống vực",
    "Xã vùng cao khánh thành cầu treo mới",
    "Giá cà phê tăng phiên thứ năm liên tiếp",
    "Đội bóng tỉnh nhà thắng đậm trên sân khách",
]
TAGS = ["lũ quét Nậm Khoang", "thiên tai miền núi", "mùa mưa Tây Bắc"]
CAPTION = "Cầu tạm bị nước cuốn sáng 12/8. Ảnh: Hoàng Lâm Dũ"
FOOTER = "Giấy phép số 88/GP-TTĐT do Sở Thông tin cấp. Tổng biên tập: Mạc Đình Quế"
COMMENT = "Thương bà con quá, mong sớm tìm được người"
MENU = "Thời sự Kinh doanh Thể thao Giải trí"
SHARE = "Chia sẻ Facebook Zalo"
HOT = "Đọc nhiều nhất tuần qua"
AROUND = [*RELATED, *TAGS, CAPTION, FOOTER, COMMENT, HOT]


def links(titles, tag="li"):
    return "".join(f'<{tag}><a href="/{number}.html">{title}</a></{tag}>' for number, title in enumerate(titles))


def paragraphs(sentences=BODY, attributes=""):
    return "".join(f"<p{attributes}>{sentence}</p>" for sentence in sentences)


def page(body, head="", with_description=True):
    description = f'<meta name="description" content="{LEAD}">' if with_description else ""
    return (
        f'<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8"><title>{TITLE} - Báo Ban Mai</title>{description}'
        f"{head}</head><body>{body}</body></html>"
    )


HEADER = f'<header><nav class="main-nav"><ul>{links(MENU.split())}</ul></nav></header>'
FOOT = f'<footer class="footer"><p>{FOOTER}</p></footer>'
SIDE = f'<aside class="sidebar-2"><h3>{HOT}</h3><ul>{links(RELATED[3:])}</ul></aside>'
COMMENTS = f'<div id="box_comment" class="box_comment"><h3>Ý kiến</h3><p class="full_content">{COMMENT}</p></div>'


def daily_with_figures():
    """A big daily: description, article with figures and a box of related news in it, author at the right."""
    return page(
        f'{HEADER}<section class="page-detail"><div class="sidebar-1"><h1 class="title-detail">{TITLE}</h1>'
        f'<p class="description"><span class="location-stamp">Tây Bắc</span>{LEAD}</p>'
        f'<ul class="list-news">{links(RELATED[:1])}</ul><article class="fck_detail">'
        f'{paragraphs(BODY[:3], " class=Normal")}<figure class="tplCaption"><img src="a.jpg"><figcaption>'
        f'<p class="Image">{CAPTION}</p></figcaption></figure>{paragraphs(BODY[3:], " class=Normal")}'
        f'<div class="box-tinlienquanv2"><article class="item-news"><h4 class="title-news"><a href="/2">{RELATED[1]}</a></h4>'
        f'<p class="description"><a href="/2">{RELATED[2]}</a></p></article></div>'
        f'<p class="author_mail" style="text-align:right"><strong>Hoàng Lâm Dũ</strong></p></article>'
        f'<div class="tags"><h4 class="item-tag">{links(TAGS, "span")}</h4></div>{COMMENTS}</div>{SIDE}</section>{FOOT}'
    )


def daily_with_boxes():
    """A daily whose editor puts related articles into the body as boxes with a headline and a lead."""
    box = (
        f'<div class="VCSortableInPreviewMode" type="RelatedOneNews"><a class="VCSortableTitle" href="/1">{RELATED[0]}</a>'
        f'<p class="VCObjectBoxRelatedNewsItemSapo">{RELATED[1]}</p></div>'
    )
    return page(
        f'{HEADER}<div class="detail__cmain"><h1 class="detail-title">{TITLE}</h1><h2 class="detail-sapo">TTB - {LEAD}</h2>'
        f'<div class="detail-content afcbc-body" data-role="content">{paragraphs(BODY[:2])}'
        f'<figure class="VCSortableInPreviewMode"><img src="a.jpg"><figcaption class="PhotoCMS_Caption"><p>{CAPTION}</p>'
        f"</figcaption></figure>{paragraphs(BODY[2:5])}{box}{paragraphs(BODY[5:])}</div>"
        f'<div class="detail-tab"><a href="/t">{TAGS[0]}</a> <a href="/t">{TAGS[1]}</a> <a href="/t">{TAGS[2]}</a></div>'
        f'<div class="detail__comment"><p>{COMMENT}</p></div><div class="box-category">{links(RELATED[2:], "h3")}'
        f"<p>{HOT}</p></div></div>{FOOT}"
    )


def daily_with_caption_table():
    """A magazine that sets pictures in tables with a cell for the caption."""
    return page(
        f'{HEADER}<article class="the-article"><header class="the-article-header"><h1 class="the-article-title">{TITLE}</h1>'
        f'</header><section class="main"><p class="the-article-summary">{LEAD}</p><div class="the-article-body">'
        f'{paragraphs(BODY[:3])}<table class="picture"><tbody><tr><td class="pic"><img src="a.jpg"></td></tr><tr>'
        f'<td class="pCaption caption">{CAPTION}</td></tr></tbody></table>{paragraphs(BODY[3:])}'
        f'<div class="inner-article"><a href="/2"><h2 class="title">{RELATED[0]}</h2><p class="summary">{RELATED[1]}</p></a>'
        f'</div></div><p class="the-article-tags">{links(TAGS, "span")}</p></section></article>'
        f'<section class="comment-list"><p>{COMMENT}</p></section><section class="recommendation"><h3>{HOT}</h3>'
        f"{links(RELATED[2:], 'p')}</section>{FOOT}"
    )


def daily_with_sapo_heading():
    """A daily with its lead in a heading and its pictures in figures."""
    return page(
        f'{HEADER}<main><article class="singular-container"><h1 class="title-page detail">{TITLE}</h1>'
        f'<h2 class="singular-sapo">(Ban Mai) - {LEAD}</h2><div class="singular-content">{paragraphs(BODY[:4])}'
        f'<figure class="image align-center"><img src="a.jpg"><figcaption><p>{CAPTION}</p></figcaption></figure>'
        f'{paragraphs(BODY[4:])}</div><div class="article-related"><h3>Tin liên quan</h3>{links(RELATED[:3])}</div>'
        f'<ul class="tags-wrap">{links(TAGS)}</ul></article><div class="comment-wrap"><p>{COMMENT}</p></div>{SIDE}</main>{FOOT}'
    )


def daily_with_read_more_lines():
    """Related headlines as paragraphs of the body: links alone, arrows, "Xem thêm"."""
    return page(
        f'{HEADER}<div class="main-content"><h1>{TITLE}</h1><p class="sapo"><b>{LEAD}</b></p><div class="content-detail">'
        f'{paragraphs(BODY[:2])}<p><a href="/1">{RELATED[0]}</a></p>{paragraphs(BODY[2:4])}'
        f'<p>&gt;&gt; <a href="/2">{RELATED[1]}</a></p>{paragraphs(BODY[4:6])}'
        f'<p><strong>Xem thêm: <a href="/3">{RELATED[2]}</a></strong></p>{paragraphs(BODY[6:])}'
        f'<p style="text-align:center"><em>{CAPTION}</em></p></div>'
        f'<div class="tag-list">Từ khóa: {links(TAGS, "span")}</div>{COMMENTS}{SIDE}</div>{FOOT}'
    )


def portal_in_tables():
    """A provincial portal of the tabular age: menu, article and links in cells of nested tables."""
    return page(
        f'<table width="1000"><tr><td colspan="2">{MENU}</td></tr><tr><td width="200"><table>'
        f"{''.join(f'<tr><td><a href=/x>{title}</a></td></tr>' for title in RELATED[:3])}</table></td><td><table>"
        f'<tr><td class="tieude">{TITLE}</td></tr><tr><td class="trichdan"><b>{LEAD}</b></td></tr><tr><td class="noidung">'
        f"{paragraphs(BODY)}</td></tr><tr><td><i>{CAPTION}</i></td></tr><tr><td><b>Các tin khác</b><ul>{links(RELATED[3:])}</ul></td></tr></table></td></tr>"
        f'<tr><td colspan="2" align="center">{FOOTER}</td></tr></table>',
        with_description=False,
    )


def portal_in_cells_without_paragraphs():
    """An old site of a department: lines in a cell, divided by <br>."""
    return page(
        f'<table><tr><td><table><tr><td><h2>{TITLE}</h2></td></tr><tr><td><font size="3">{LEAD}<br><br>'
        f'{"<br><br>".join(BODY)}</font></td></tr></table></td></tr><tr><td class="cacbaikhac">{links(RELATED, "div")}</td></tr>'
        f"<tr><td><small>{FOOTER}</small></td></tr></table>",
        with_description=False,
    )


def portal_of_a_content_system():
    """A portal whose editor writes spans in divs, with Word's styles."""
    lines = "".join(f'<div><span style="font-size:14pt">{sentence}</span></div>' for sentence in BODY)
    return page(
        f'<div id="s4-workspace"><div class="topmenu">{links(MENU.split())}</div><div class="ms-webpart"><h3 class="ArticleTitle">{TITLE}'
        f'</h3><div class="ArticleDate">12/08/2026</div><div class="ArticleSummary">{LEAD}</div>'
        f'<div class="ms-rtestate-field">{lines}<div style="text-align:center"><img src="a.jpg"></div>'
        f'<div style="text-align:center" class="chuthich"><em>{CAPTION}</em></div></div></div><div class="tinlienquan"><div class="title">Tin liên quan</div>'
        f'<ul>{links(RELATED)}</ul></div><div id="footer">{FOOTER}</div></div>'
    )


def portal_of_word_paragraphs():
    """A portal into which people paste from Word."""
    return page(
        f'<div class="header">{links(MENU.split())}</div><div class="journal-content-article"><h1>{TITLE}</h1>'
        f"{paragraphs([LEAD, *BODY], ' class=MsoNormal style=text-align:justify')}"
        f'<p class="MsoNormal" align="center"><i>{CAPTION}</i></p></div>'
        f'<div class="other-news"><h4>Tin cùng chuyên mục</h4><ul>{links(RELATED)}</ul></div><div class="footer-info">{FOOTER}</div>',
        with_description=False,
    )


def portal_with_breaks():
    """A commune's page: one div, lines divided by <br>."""
    return page(
        f'<div class="nav">{links(MENU.split())}</div><div class="news-detail"><h1>{TITLE}</h1><div class="news-content">'
        f'{LEAD}<br/>{"<br/>".join(BODY)}</div></div><div class="tin-khac"><b>Tin khác</b>{links(RELATED, "div")}</div>'
        f'<div class="copyright">{FOOTER}</div>',
        with_description=False,
    )


def script_with_linked_data():
    """A page that a script fills: the article stands in JSON-LD alone."""
    data = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": TITLE,
        "datePublished": "2026-08-12T09:30:00+07:00",
        "articleBody": " ".join([LEAD, *BODY]),
    }
    return page(
        f'<div id="app"></div><noscript>Vui lòng bật JavaScript</noscript><ul class="related">{links(RELATED)}</ul>',
        f'<script type="application/ld+json">{json.dumps(data, ensure_ascii=False)}</script>',
    )


def linked_data_in_a_graph():
    """JSON-LD as a graph, with markup in the body, beside a page that shows the lead only, behind "Xem tiếp"."""
    data = {
        "@graph": [
            {"@type": "WebSite", "name": "Ban Mai"},
            {"@type": ["Article", "NewsArticle"], "headline": TITLE, "articleBody": paragraphs([LEAD, *BODY])},
        ]
    }
    return page(
        f'{HEADER}<h1>{TITLE}</h1><p class="sapo">{LEAD}</p><a href="#">Xem tiếp</a>{SIDE}{COMMENTS}{FOOT}',
        f'<script type="application/ld+json">\n{json.dumps(data)}\n</script>',
    )


def accelerated_page():
    """An AMP page."""
    return page(
        f'<amp-sidebar>{links(MENU.split())}</amp-sidebar><article><h1>{TITLE}</h1><p class="sapo">{LEAD}</p>'
        f'{paragraphs(BODY[:4])}<amp-img src="a.jpg"></amp-img><figcaption>{CAPTION}</figcaption>{paragraphs(BODY[4:])}'
        f'<amp-list><div class="related-title">{HOT}</div>{links(RELATED, "p")}</amp-list></article>{FOOT}'
    )


def blog_of_a_township():
    """A blog system with sharing buttons, related posts and tags behind the text."""
    return page(
        f'<div class="site-header">{links(MENU.split())}</div><article class="post"><h1 class="entry-title">{TITLE}</h1>'
        f'<div class="entry-content">{paragraphs([LEAD, *BODY])}<div class="wp-caption"><img src="a.jpg">'
        f'<p class="wp-caption-text">{CAPTION}</p></div><div class="sharedaddy"><h3>{SHARE}</h3></div><div class="jp-relatedposts"><h3>{HOT}</h3>'
        f'{links(RELATED, "p")}</div></div><footer class="entry-meta"><span class="tag-links">{links(TAGS, "span")}</span>'
        f'</footer></article><div id="comments" class="comments-area"><ol><li><p>{COMMENT}</p></li></ol></div>'
        f'<div class="site-info"><p>{FOOTER}</p></div>',
        with_description=False,
    )


def blog_of_divs():
    """A blog without paragraphs: a div a line, with empty ones between."""
    lines = "<div>&nbsp;</div>".join(f"<div>{sentence}</div>" for sentence in [LEAD, *BODY])
    return page(
        f'<div class="tabs">{links(MENU.split())}</div><div class="post hentry"><h3 class="post-title">{TITLE}</h3>'
        f'<div class="post-body entry-content">{lines}</div><div class="post-footer"><span class="post-labels">Nhãn: {links(TAGS, "span")}</span>'
        f'</div></div><div id="comments"><div class="comment-content">{COMMENT}</div></div><div class="popular-posts"><h2>{HOT}</h2>'
        f'{links(RELATED)}</div><div class="footer">{FOOTER}</div>',
        with_description=False,
    )


def mobile_page():
    """A page for phones: tab bar, body in sections, a fixed bar below."""
    return page(
        f'<div class="tabbar">{links(MENU.split())}</div><section class="detail"><h1>{TITLE}</h1><div class="lead">{LEAD}</div>'
        f'<section class="body"><section>{paragraphs(BODY[:3])}</section><div class="banner-ads">Quảng cáo</div><section>'
        f'{paragraphs(BODY[3:])}</section><div class="img-caption">{CAPTION}</div></section></section><section class="new-list"><div class="box-title">{HOT}</div>'
        f'{links(RELATED, "div")}</section><div class="bottom-bar">{FOOTER}</div>'
    )


def page_with_figures_in_a_table():
    """A body with a table of figures, quotations and subheadings."""
    return page(
        f'{HEADER}<div class="article-detail"><h1>{TITLE}</h1><div class="chapeau">{LEAD}</div><div class="article-content">'
        f"{paragraphs(BODY[:2])}<h2>Người dân kể lại</h2><blockquote><p>{BODY[2]}</p></blockquote>{paragraphs(BODY[3:5])}"
        f"<table border=1><tr><th>Bản</th><th>Nhà sập</th></tr><tr><td>Pú Nhù</td><td>14</td></tr></table>{paragraphs(BODY[5:])}"
        f'</div><div class="news-relation"><p>Bài viết liên quan</p>{links(RELATED)}</div><div class="keyword">{links(TAGS, "span")}</div>'
        f"</div>{COMMENTS}{FOOT}"
    )


def page_in_lists():
    """A bulletin whose sentences are items of a list."""
    return page(
        f'{HEADER}<div class="post-detail"><h1>{TITLE}</h1><p class="intro">{LEAD}</p><div class="post-content"><ul>'
        f'{"".join(f"<li>{sentence}</li>" for sentence in BODY)}</ul></div><div class="same-category"><h3>{HOT}</h3><ul>{links(RELATED)}</ul></div>'
        f'<div class="post-tags">{links(TAGS, "span")}</div></div>{FOOT}'
    )


def page_without_closing_tags():
    """A page of the nineties, with paragraphs that nobody closed."""
    return page(
        f"<center>{MENU}</center><h2>{TITLE}</h2><p><i>{LEAD}</i><p>{'<p>'.join(BODY)}<hr><b>Tin mới hơn</b>"
        f"<ul>{links(RELATED)}</ul><hr><center><font size=1>{FOOTER}</font></center>",
        with_description=False,
    )


def page_with_subscription():
    """A newspaper with a newsletter form, a poll and a player among the paragraphs."""
    return page(
        f'{HEADER}<div class="l-content"><h1 class="article__title">{TITLE}</h1><div class="article__sapo">{LEAD}</div>'
        f'<div class="article__body">{paragraphs(BODY[:3])}<div class="newsletter"><form><p>Đăng ký nhận tin mỗi sáng qua thư</p></form></div>'
        f"<script>var player = 'x';</script>{paragraphs(BODY[3:])}<div class=\"article__tag\">{links(TAGS, 'span')}</div></div>"
        f'<div class="l-sidebar"><p>{HOT}</p>{links(RELATED, "h3")}</div></div><div class="comment"><p>{COMMENT}</p></div>{FOOT}'
    )


PORTALS = [
    daily_with_figures,
    daily_with_boxes,
    daily_with_caption_table,
    daily_with_sapo_heading,
    daily_with_read_more_lines,
    portal_in_tables,
    portal_in_cells_without_paragraphs,
    portal_of_a_content_system,
    portal_of_word_paragraphs,
    portal_with_breaks,
    script_with_linked_data,
    linked_data_in_a_graph,
    accelerated_page,
    blog_of_a_township,
    blog_of_divs,
    mobile_page,
    page_with_figures_in_a_table,
    page_in_lists,
    page_without_closing_tags,
    page_with_subscription,
]


def shares(text, html):
    """Return the shares of the article's sentences that a text keeps and of the surroundings that it leaves out."""
    around = [part for part in AROUND if part in html]
    return sum(s in text for s in KEPT) / len(KEPT), sum(part not in text for part in around) / max(1, len(around))
