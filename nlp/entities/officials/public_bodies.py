"""The lexicon of organizations: the words that begin a public or a private body, fields of government, foreign states.

Invariant: phrases are lower-case tokens separated by spaces, in the normalized spelling; matching takes the longest.
"""

from __future__ import annotations

from enum import Enum, auto

from nlp.entities.phrases import Phrases, lines, tokens_of


class Head(Enum):
    """What the first words of an organization's name say about the rest of it."""

    BODY = auto()
    """Complete as it stands: UBND, Tỉnh ủy, Công an, Quốc hội."""
    FIELD = auto()
    """Goes on with its field: Sở Y tế, Cục Quản lý đất đai."""
    SMALL = auto()
    """As FIELD, and part of a larger body that may follow after a comma: đội, phòng, ban."""
    HOUSE = auto()
    """Schools and hospitals: often named for a person."""
    UNIT = auto()
    """A territory: tỉnh, phường; goes on with a name or a number."""
    PRIVATE = auto()
    """Not a public body: companies, clubs, associations."""


_HEADS = {
    Head.BODY: """
ubnd;ubdn;ubkt;ủy ban nhân dân;ub nd;hđnd;hội đồng nhân dân;tỉnh ủy;thành ủy;huyện ủy;quận ủy;thị ủy;đảng ủy;khu ủy
quân ủy;quân ủy trung ương;đảng bộ;chi bộ;chi ủy;đảng đoàn;ban cán sự đảng;quốc hội;chính phủ;công an
bộ công an;công an nhân dân;bộ chqs;bộ chỉ huy quân sự;ban chqs;ban chỉ huy quân sự
bộ chỉ huy bộ đội biên phòng;bộ chỉ huy bđbp;bđbp;bộ đội biên phòng;biên phòng;tòa án nhân dân;tand;tòa án
tòa án quân sự;viện kiểm sát nhân dân;viện kiểm sát;vksnd;vksndtc;tandtc;vkstc;viện ksnd;vks
viện kiểm sát quân sự;mttq;mặt trận tổ quốc;ủy ban mttq;ủy ban mặt trận tổ quốc;ub mttq;ubmttq;ủy ban mttqvn
mặt trận;hội nông dân;hội phụ nữ;hội liên hiệp phụ nữ;hội lhpn;hội cựu chiến binh;hội ccb;liên đoàn lao động
lđlđ;tổng liên đoàn lao động;công đoàn;tổng lđlđ;đoàn thanh niên;đoàn tncs hồ chí minh;tỉnh đoàn;thành đoàn
huyện đoàn;quận đoàn;trung ương đoàn;t . ư đoàn;tư đoàn;tw đoàn;xã đoàn;hội liên hiệp thanh niên;hội lhtn
hội sinh viên;hội chữ thập đỏ;thanh tra chính phủ;thanh tra;kho bạc nhà nước;kho bạc;hải quan;kiểm lâm
cảnh sát giao thông;csgt;cảnh sát;bảo hiểm xã hội;bhxh;ngân hàng nhà nước;nhnn;thông tấn xã việt nam;ttxvn
đài tiếng nói việt nam;đài truyền hình việt nam;kiểm toán nhà nước;quân đội;quân đội nhân dân;bộ tổng tham mưu
hội đồng lý luận trung ương;hội đồng quốc gia;hội đồng bầu cử quốc gia;quản lý thị trường;hội đồng dân tộc
ủy ban trung ương mttq;ubtư mttq;ub trung ương mttq;thi hành án dân sự;cơ quan cảnh sát điều tra;cơ quan csđt
cqđt;cqcsđt;đảng ủy các cơ quan đảng;đảng ủy các cơ quan;cơ quan điều tra;t . ư hội liên hiệp phụ nữ
t . ư hội lhpn;trung ương hội liên hiệp phụ nữ;trung ương hội nông dân;t . ư hội nông dân;trung ương hội
trung ương đảng;quân chủng;liên hiệp các hội khoa học và kỹ thuật;văn phòng chính phủ;văn phòng quốc hội
văn phòng chủ tịch nước;văn phòng trung ương đảng;học viện chính trị;học viện hành chính;báo nhân dân;dân phòng
dân quân;tổ dân phố;khu dân cư;cơ sở đảng;ban tổ chức trung ương;ban tổ chức tỉnh ủy;ban tổ chức thành ủy
ban tổ chức huyện ủy;ban tổ chức quận ủy
""",
    Head.FIELD: """
sở;bộ;cục;chi cục;tổng cục;vụ;ủy ban;ub;trung tâm;tt;bộ tư lệnh;binh chủng;binh đoàn;quân khu;quân đoàn;sư đoàn
trung đoàn;lữ đoàn;tiểu đoàn;đại đội;hải đoàn;vùng;học viện;đại học;đh;cảng vụ;chi nhánh ngân hàng nhà nước
hội đồng;liên hiệp;đoàn đại biểu quốc hội;đoàn đbqh;đài;đài khí tượng;vườn quốc gia;khu bảo tồn;ban quản lý;bql
ban qlda;ban chỉ đạo;bcđ;ban chỉ huy;tổng lãnh sự quán;thư viện;bảo tàng;cơ quan;lực lượng;viện hàn lâm
nhà xuất bản chính trị
""",
    Head.SMALL: """
phòng;ban;tổ;đội;trạm;hạt;đồn;văn phòng;đoàn;bộ phận;khối;tổ công tác;chốt;kíp
""",
    Head.HOUSE: """
trường;trường đại học;trường đh;trường tiểu học;trường th;trường thcs;trường thpt;trường mầm non;trường mn
trường cao đẳng;trường cđ;trường mẫu giáo;trường trung học cơ sở;trường trung học phổ thông
trường phổ thông dân tộc nội trú;trường phổ thông dân tộc bán trú;trường ptdtbt;trường ptdtnt
trường dân tộc nội trú;trường chính trị;trường thpt chuyên;bệnh viện;bv;bệnh viện đa khoa;bvđk;bệnh viện nhi
trung tâm y tế;trạm y tế;ttyt;viện
""",
    Head.UNIT: """
tỉnh;thành phố;tp;tp .;tx .;tt .;huyện;quận;phường;xã;thị trấn;thị xã;đặc khu;thôn;bản;ấp;buôn;xóm;khóm;làng
khu phố;huyện đảo;q .;p .;h .;x .;t .;khu vực;tổ dân phố số;phum;sóc;xã đảo
""",
    Head.PRIVATE: """
cục dự trữ liên bang;cục dự trữ;cục điều tra liên bang
công ty;cty;tập đoàn;tổng công ty;ngân hàng;hiệp hội;clb;câu lạc bộ;liên đoàn;liên đoàn bóng đá;hđqt;hđtv
hội đồng quản trị;hội đồng thành viên;quỹ;doanh nghiệp;hợp tác xã;htx;nhà máy;khách sạn;nhà hàng
hội đồng sáng lập;xí nghiệp;hội;hãng;chi nhánh;trường quốc tế;bệnh viện quốc tế;bệnh viện đa khoa quốc tế
bệnh viện tư nhân;nhà hát;đoàn phim;ủy ban châu âu;liên minh;hội đồng châu âu;thượng viện
hạ viện;đảng;tổ chức;đội bóng;đội tuyển;ban nhạc;ban giám khảo;trường phổ thông liên cấp;trường song ngữ
bệnh viện thẩm mỹ;trung tâm anh ngữ;trung tâm ngoại ngữ;viện thẩm mỹ;phong trào;chính hiệp
bệnh viện đa khoa tâm anh;bệnh viện vinmec;bệnh viện hồng ngọc;bệnh viện hoàn mỹ;phòng khám;phòng vé
ban chủ nhiệm;nhà xe;đội trẻ;đội bay;ủy ban olympic;ban nha;liên đoàn thể thao;liên đoàn thương mại;đội đua
ban giám đốc công ty;bộ môn;quỹ đầu tư;hội đồng giám khảo;trung tâm đào tạo lái xe;trung tâm tiệc cưới
văn phòng luật sư;văn phòng luật;văn phòng công chứng;tổ hợp;tạp chí;phòng kinh doanh;phòng marketing
cơ quan hàng không vũ trụ;ủy ban thương mại;văn phòng đại diện
""",
}

HEADS = Phrases((phrase, head) for head, text in _HEADS.items() for phrase in lines(text))

FIELDS = Phrases.of("""
thái bình dương;dự báo thời tiết;trọng án;nghiệp vụ;đào tạo;quản lý xây dựng;kỹ thuật nghiệp vụ
giáo dục tiểu học;giáo dục trung học
giao thông vận tải;giao thông;gtvt;giao thông công chánh;giao thông công chính;xây dựng;y tế
giáo dục và đào tạo;giáo dục;giáo dục - đào tạo;giáo dục & đào tạo;gd - đt;gd & đt;gdđt;gd và đt;tài chính
nội vụ;tư pháp;công an;công thương;ngoại giao;ngoại vụ;quốc phòng;công nghiệp;nông nghiệp và môi trường
nông nghiệp và phát triển nông thôn;nông nghiệp & ptnt;nông nghiệp;nn & ptnt;nn - ptnt;nn và ptnt;nnptnt
nn & mt;nn - mt;tài nguyên và môi trường;tài nguyên - môi trường;tài nguyên môi trường;tn & mt;tn - mt;tnmt
tài nguyên & môi trường;môi trường;tài nguyên;kế hoạch và đầu tư;kế hoạch - đầu tư;kế hoạch đầu tư;kh & đt
kh - đt;kế hoạch & đầu tư;khoa học và công nghệ;khoa học - công nghệ;kh & cn;kh - cn;khcn;khoa học công nghệ
khoa học & công nghệ;văn hóa , thể thao và du lịch;văn hóa thể thao và du lịch;văn hóa , thể thao
văn hóa và thể thao;văn hóa - thể thao;văn hóa thể thao;vh - tt - dl;vhttdl;vh , tt & dl;vh , tt và dl
vh - tt & dl;vh - tt;vh - ttdl;vhtt & dl;vhtt và dl;vh & tt;văn hóa - thể thao và du lịch
văn hóa - thể thao - du lịch;văn hóa - xã hội;văn hóa xã hội;văn hóa và xã hội;văn hóa;du lịch;thể dục thể thao
thể thao;thông tin và truyền thông;thông tin - truyền thông;thông tin truyền thông;tt & tt;tt - tt;tttt
lao động - thương binh và xã hội;lao động , thương binh và xã hội;lao động;lao động thương binh và xã hội
lao động thương binh xã hội;lao động - thương binh - xã hội;lđ - tb & xh;lđtb & xh;lđ - tb - xh;lđ - tbxh
lđtbxh;quy hoạch - kiến trúc;quy hoạch và kiến trúc;quy hoạch kiến trúc;qh - kt;quy hoạch;kiến trúc
dân tộc và tôn giáo;dân tộc;tôn giáo;an toàn thực phẩm;cảnh sát giao thông;csgt
cảnh sát giao thông đường bộ - đường sắt;csgt đường bộ - đường sắt;csgt đường bộ;cảnh sát hình sự
cảnh sát kinh tế;csgt đường thủy;cảnh sát phòng cháy chữa cháy và cứu nạn cứu hộ;cảnh sát pccc và cnch
cảnh sát pccc & cnch;cảnh sát pccc;pccc và cnch;cảnh sát phòng cháy chữa cháy;cảnh sát điều tra
cảnh sát điều tra tội phạm về ma túy;cảnh sát ma túy;cảnh sát quản lý hành chính về trật tự xã hội;csđt
quản lý xuất nhập cảnh;cảnh sát cơ động;cảnh sát môi trường;an ninh mạng;an ninh điều tra
an ninh chính trị nội bộ;an ninh kinh tế;tham mưu;hậu cần;chính trị
an ninh mạng và phòng , chống tội phạm sử dụng công nghệ cao;cảnh sát điều tra tội phạm về trật tự xã hội
hình sự;ma túy;kinh tế;kỹ thuật;quản lý đô thị;tài chính - kế hoạch;tài chính kế hoạch;tổng hợp
tư pháp - hộ tịch;kinh tế , hạ tầng và đô thị;kinh tế hạ tầng;kinh tế - hạ tầng
dự báo khí tượng thủy văn quốc gia;dự báo khí tượng thủy văn trung ương;dự báo khí tượng thủy văn
khí tượng thủy văn;dự báo khí tượng;quản lý dự án;dự án;quản lý đường bộ;quản lý đất đai;quản lý giao thông công cộng
phục vụ hành chính công;hành chính công;đường bộ;đường sắt;hàng không;hàng hải;đường thủy nội địa
quản lý và điều hành giao thông;quản lý , điều hành giao thông;đăng kiểm;đăng kiểm việt nam;kiểm lâm;thủy lợi
thủy sản;lâm nghiệp;chăn nuôi;thú y;trồng trọt và bảo vệ thực vật;bảo vệ thực vật;kiểm ngư
quản lý đê điều và phòng , chống thiên tai;phòng , chống thiên tai;phòng chống thiên tai
quản lý đê điều và phòng chống thiên tai;phòng chống thiên tai và tìm kiếm cứu nạn
phòng , chống thiên tai và tìm kiếm cứu nạn;phòng thủ dân sự;pcttt & tkcn
phòng , chống thiên tai - tìm kiếm cứu nạn;phòng chống lụt bão;tìm kiếm cứu nạn;an toàn giao thông;atgt
tuyên giáo và dân vận;tuyên giáo;dân vận;nội chính;tổ chức;tổ chức - nội vụ;kiểm tra;thường vụ;thường trực
dân nguyện;dân nguyện và giám sát;công tác đại biểu;pháp luật và tư pháp;pháp luật;pháp chế - ngân sách
pháp chế;kinh tế - ngân sách;kinh tế - xã hội;kinh tế ngân sách;kinh tế và tài chính;đô thị
tài chính - ngân sách;đối ngoại;quốc phòng , an ninh và đối ngoại;quốc phòng và an ninh;quốc phòng - an ninh
khoa học , công nghệ và môi trường;chính sách , chiến lược;chính sách - chiến lược;công tác phía nam
thi đua - khen thưởng;thi đua khen thưởng;tổ chức cán bộ;quản lý thị trường;hải quan;thuế;thống kê
an toàn lao động;việc làm;người có công;y tế dự phòng;kiểm soát bệnh tật;quản lý khám , chữa bệnh
quản lý khám chữa bệnh;quản lý dược;phòng bệnh;thi hành án dân sự;thi hành án;tiếp công dân
tiếp công dân trung ương;an toàn thông tin;viễn thông;báo chí;xuất bản;chuyển đổi số;tần số vô tuyến điện
bảo vệ rừng;quản lý rừng phòng hộ;quản lý rừng đặc dụng;quản lý khu kinh tế;quản lý các khu công nghiệp
quản lý khu công nghệ cao;các khu công nghiệp;giải phóng mặt bằng;bồi thường giải phóng mặt bằng
quản lý dự án đầu tư xây dựng;đầu tư xây dựng;phát triển quỹ đất;đăng ký đất đai;hạ tầng kỹ thuật
quản lý hạ tầng giao thông đường bộ;quản lý hạ tầng kỹ thuật;thoát nước;xây dựng công trình giao thông
đầu tư xây dựng các công trình giao thông;đầu tư xây dựng công trình giao thông;văn phòng;hành chính;vận tải
kế hoạch;pháp y;cứu nạn;cứu hộ;an ninh;nghiên cứu;chống tham nhũng;trẻ em;gia đình;phòng chống tệ nạn xã hội
bảo trợ xã hội;hợp tác quốc tế;điều tra;trật tự;trật tự đô thị;chính sách;thủ đô;phòng không - không quân
hải quân;cảnh sát biển;phòng không;không quân;biên phòng;tác chiến;quân y;tăng thiết giáp;đặc công;công binh
thông tin;pháo binh;quân huấn;bảo vệ;dân quân tự vệ;cứu hộ cứu nạn;chính trị quốc gia hồ chí minh
quản lý khai thác công trình thủy lợi;khai thác hạ tầng đường bộ;quản lý bến xe;điều hành giao thông
quản lý vận tải;người cao tuổi
""")
"""What ministries, departments and police units are for."""

AFTER_FIELD = Phrases.of("""
trung ương;quốc gia;nhà nước;nhân dân;khu vực;cấp cao;tối cao;tp;việt nam;vn;thành viên;cơ sở;số;đa khoa
trung tâm;quân sự;khối các cơ quan;lâm thời;công lập;tỉnh;i;ii;iii;iv;v;phía nam;phía bắc;miền trung;miền nam
miền bắc;đường cao tốc;cao tốc;đô thị;thủ đô;t . ư;tw;huyện đảo
""")
"""What may follow a field within the name of a body."""

FOREIGN = Phrases.of("""
thái bình dương;ấn độ dương;đại tây dương;trung đông
mỹ;nga;trung quốc;nhật bản;nhật;hàn quốc;hàn;triều tiên;thái lan;thái;lào;campuchia;israel;anh;pháp;đức;ý;italy
iran;iraq;ukraine;ukraina;úc;australia;canada;singapore;malaysia;indonesia;philippines;myanmar;brunei;ấn độ
pakistan;bangladesh;nepal;sri lanka;cuba;ba lan;hungary;czech;slovakia;bulgaria;romania;serbia;áo;thụy sĩ
thụy điển;na uy;phần lan;đan mạch;hà lan;bỉ;tây ban nha;bồ đào nha;hy lạp;thổ nhĩ kỳ;ả rập;ả rập saudi;uae
qatar;kuwait;syria;lebanon;ai cập;nam phi;nigeria;brazil;argentina;mexico;chile;peru;venezuela;new zealand
belarus;kazakhstan;mông cổ;đài loan;hong kong;hồng kông;eu;châu âu;liên hợp quốc;lhq;nato;asean;palestine;yemen
gruzia;armenia;timor - leste;taliban;hamas;hezbollah;afghanistan;ireland;scotland;estonia;latvia;litva
lithuania;croatia;slovenia;quốc vụ khanh;liên bang;quốc hội mỹ;fifa;afc;vff;ioc;fed;imf;wb;who;fbi;cia;nasa
tesla;apple;google;meta;vpf;uefa
""")
"""Other countries and bodies abroad: their chủ tịch and bộ trưởng are not officials of Việt Nam."""

MINISTRIES = tokens_of("""
giao gtvt xây y giáo gd gdđt tài nội tư công ngoại quốc nông nn nnptnt tn tnmt kế kh khcn khoa văn vh vhttdl thông
tt tttt lao lđ lđtb lđtbxh dân thủy thương du khđt
""")
"""First tokens of the names of the ministries of Việt Nam."""

NOT_IN_NAME = tokens_of("""
cho đã đang sẽ vừa yêu nói là và tại khi có được bị làm trong ngoài trước sau với về từ đến do của thuộc trên
dưới cùng cũng còn chưa không nhưng mà thì nếu để này đó các những một hai ba ông bà anh chị đồng ký trao gửi
nhận xác khẳng chỉ đề kiến trả phát báo thông nêu nhấn đánh chia gặp họp chủ tham dẫn thăm kiểm tiếp giao phê
bổ bầu giữ thôi nghỉ điều chuyển ra vào lên xuống đi tới theo vì nên phải cần muốn mới rồi hiện hôm sáng chiều
tối ngày tháng năm nhiệm khóa kỳ vẫn đều tự lại hoặc hay như thừa nhìn cảnh lưu mong hy bày tỏ lý giải thích
bác gia quyết ban tổ khảo thị chúc viếng dâng đón trình công đại rằng gọi tặng cam kêu khen biểu đảm nhất trực
đứng kết
""")
"""Lower-case words that do not complete a capitalized one: ``Sở X cho biết``, but ``Trung tâm Bảo tồn``."""

COMPANIONS = frozenset(lines("quản lý;đăng ký;xử lý;tiếp công"))
"""Pairs of which the second word would otherwise be taken for the verb after the name."""

PLACE_SYLLABLES = tokens_of("kbang glong krong pleiku grai drak plong hlap mgar")
"""Unaccented syllables of Vietnamese place names that look foreign."""
